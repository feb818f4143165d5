"""The live messages of forms of the grammar's first version: as they were handed out.

Nothing here changes, as nothing in :mod:`iku_workbook.workbook.writing.first_version`; the words
are those of the catalogue's area ``first_form``.
"""
