"""Reports: their declared figures, and documents made of them."""
