"""The folder of a campaign that is for the program alone."""

HIDDEN = ".iku"
"""Its name, in the campaign's own folder: it holds keys, registry and kept definitions."""
