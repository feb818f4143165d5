"""The Excel workbook of one unit and period.

``writing`` makes the form of a kind of unit, ``issue`` a unit's own copy of it, ``seal`` the
identity inside, ``fill`` puts values into it, ``reading`` reads what comes back and trusts nothing.
"""
