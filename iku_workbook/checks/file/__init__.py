"""Checks of one returned file: recognise it, compare it with its issued form, extract values."""
