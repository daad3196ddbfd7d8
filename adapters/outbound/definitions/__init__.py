"""Definitions and rules as they lie on disk: read, located, checked."""
