"""Where the service's charts and documents are made: a process beside the server, so that no answer waits for them."""
