"""Benchmarks: each prints its figures beside the raw limit of this machine, in the same run."""
