"""Checked returns for a reader: text, JSON, CSV and a page, each a pure function of the returns."""
