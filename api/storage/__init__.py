"""What the service keeps: the database, its schema and the repositories that read and write it."""
