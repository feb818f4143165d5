"""The master workbook: results on top, and each figure traceable down to a village's cell."""

from iku_workbook.master.write import write_master

__all__ = ["write_master"]
