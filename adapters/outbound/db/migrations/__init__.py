"""Migrations, oldest first; applied by `adapters.outbound.db.migrate`."""
