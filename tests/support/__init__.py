"""What tests stand on: servers, folders, guards. Nothing here is a test."""
