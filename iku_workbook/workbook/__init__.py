"""The workbook itself: written, issued, filled, and read back as the untrusted file that it is."""
