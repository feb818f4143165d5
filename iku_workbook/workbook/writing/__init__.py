"""Writing the workbook that a village fills in, from the layout (XlsxWriter)."""
