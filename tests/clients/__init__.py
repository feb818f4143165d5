"""Real spreadsheet programs: what their save keeps of a form, and how a form prints."""
