"""Renders checked returns (text, HTML, JSON, CSV) and the status of returns per unit and period.

What goes back to those who sent them (letters, corrected copies) is in ``replies``.
"""
