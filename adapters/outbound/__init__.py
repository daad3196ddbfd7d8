"""What the engine drives: one package for each technology behind a port."""
