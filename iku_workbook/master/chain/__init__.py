"""The master's chain sheet: from a result to a unit's cell, step by step."""
