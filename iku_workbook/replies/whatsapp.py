"""The link by which a person opens WhatsApp with a message in it; nothing is sent by us.

https://faq.whatsapp.com/5913398998672934: ``wa.me/NUMBER?text=``, and without a number one chooses
whom it goes to.
"""

from __future__ import annotations

import re
from urllib.parse import quote

# A mobile number of Indonesia, as people write it: 0812-3456-7890, +62 812 3456 7890.
_NUMBER = re.compile(r"(?<!\d)(?:\+?62|0)[ .-]?(8(?:[ .-]?\d){8,11})(?!\d)")


def number_in(contact: str) -> str:
    """The first mobile number in a contact, as it is written there; empty where there is none."""
    found = _NUMBER.search(contact)
    return found[0] if found else ""


def whatsapp(message: str, contact: str = "") -> str:
    """The link for a message, to the first telephone number in ``contact`` if there is one."""
    found = _NUMBER.search(contact)
    to = f"62{re.sub(r'[^0-9]', '', found[1])}" if found else ""
    return f"https://wa.me/{to}?text={quote(message, safe='')}"
