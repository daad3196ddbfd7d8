"""What leaves a process for those who watch it; none of it holds personal data."""
