"""The service: JSON API, storage and jobs. Its rooms come with the service; nothing else may import it."""
