"""How fast, side by side with the plain way of doing the same: ``python -m benchmarks``."""
