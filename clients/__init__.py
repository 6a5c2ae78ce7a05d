"""Everything that reads a Plan for someone."""
