"""The operations of an office on its campaign folder, for commands, pages and other programs."""
