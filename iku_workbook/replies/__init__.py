"""Replies to a unit: the corrected copy, the migrated form, and messages."""
