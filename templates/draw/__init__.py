"""Draws the report templates, templates/*.docx: python -m templates.draw (make report-templates).

A script says in words what a Word file is made of, so that a change of one can be read. The files
are kept beside it because people edit those: in Word, in a copy of their own.
"""
