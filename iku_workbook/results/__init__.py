"""From returns to results: accumulate over the year, evaluate per unit, sum, divide."""

FORMATS = ("xlsx", "json", "csv", "parquet")
TABLES = ("csv", "parquet")
"""The formats in which the results are several files."""
