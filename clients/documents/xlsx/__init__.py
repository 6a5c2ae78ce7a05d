"""Workbooks: a plan as one (``book``), and a request as one that people fill in (``request``)."""
