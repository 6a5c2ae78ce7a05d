"""The history of the schema: a version for each change, made from ``tables`` and then read by a person."""
