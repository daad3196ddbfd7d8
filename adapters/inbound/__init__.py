"""What drives the engine: people and programs come in here."""
