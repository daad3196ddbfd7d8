"""From a workflow document to a checked and compiled workflow."""
