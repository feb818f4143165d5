"""From returns to results: accumulate over the year, evaluate per unit, sum, divide."""

FORMATS = ("xlsx", "json", "csv", "parquet")
"""What results are written as: a master workbook, JSON, or those of ``TABLE_FORMATS``."""
