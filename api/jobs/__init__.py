"""Long work: queued in the table of jobs, done by processes beside the server, watched by listeners."""
