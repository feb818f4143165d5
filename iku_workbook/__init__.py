"""Structured workbooks for key performance indicators: generate, validate, consolidate."""

__version__ = "0.2.0.dev0"
