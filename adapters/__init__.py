"""See the README of the house: docs/explanation/architecture.md."""
