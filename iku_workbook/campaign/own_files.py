"""The names of what an office keeps in a campaign's folder: people edit it, no command writes it
unasked.
"""

DEFINITION = "definition.yaml"
CONTACTS = "contacts.csv"
STAFF = "staff.csv"
SPENDING = "spending.csv"
TEMPLATES = "templates"
"""The folder of its own report templates."""

EMBLEMS = ("emblem.png", "emblem.jpg", "emblem.jpeg")
"""The picture for the letterhead of documents: one of these."""
