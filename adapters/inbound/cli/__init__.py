"""The command line `unioncase`."""
