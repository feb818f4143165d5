"""The documents that an office signs (Word): their facts, charts and templates.

``context`` says what a template can name, ``charts`` draws, ``render`` fills the template in.
"""

KINDS = (
    "lkjip",
    "lkjip-lengkap",
    "sampul",
    "perjanjian-kinerja",
    "rencana-aksi",
    "lampiran",
    "berita-acara",
)
ABOUT_RESULTS = frozenset({"lkjip", "lkjip-lengkap", "berita-acara"})
"""The documents that say what was reached; the others state what is planned."""
