"""``python -m iku_workbook`` is the command ``iku``."""

from iku_workbook.cli import main

main()
