"""Benchmarks: figures for people, never assertions. ``python -m tests.bench --help``."""
