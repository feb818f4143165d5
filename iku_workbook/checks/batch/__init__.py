"""Checks over all returns of a batch together, column by column."""
