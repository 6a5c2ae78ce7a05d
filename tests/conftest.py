"""What tests of every part may ask for: a browser."""

from tests.browser.chromium import chromium, visit

__all__ = ["chromium", "visit"]
