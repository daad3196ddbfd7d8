"""Drills that kill processes and servers while they work, and then count."""
