"""From returns to results: accumulate over the year, evaluate per unit, sum, divide."""
