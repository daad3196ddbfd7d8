"""The closures of each kind of node, by family."""
