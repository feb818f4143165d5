"""Checked returns for a reader, and what goes back to those who sent them."""
