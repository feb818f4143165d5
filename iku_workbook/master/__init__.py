"""The master workbook: results on top, and under each figure the way down to a village's cell."""

from iku_workbook.master.write import write_master

__all__ = ["write_master"]
