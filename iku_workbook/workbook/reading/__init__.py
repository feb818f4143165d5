"""Reading a workbook that a stranger sent: under guard, within a budget, whoever wrote it."""
