"""Reads a returned workbook: guarded against hostile files, within a budget, whoever saved it."""
