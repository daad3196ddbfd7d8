"""One use case a file: load through the ports, decide, store."""
