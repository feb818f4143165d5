"""Where forms that are filled in go, and what becomes of the page that is signed, in words."""

from __future__ import annotations

from iku_workbook.definition import Definition
from iku_workbook.messages import Catalogue


def places(definition: Definition, say: Catalogue) -> str:
    """Where forms are sent to: "WhatsApp 0812-3456-7890 atau surel data@contoh.go.id"; empty where
    the definition does not say it.
    """
    to = definition.agency.send_to
    ways = {"whatsapp": to.whatsapp, "email": to.email, "address": to.address}
    named = [say(f"sending.{way}", where=where) for way, where in ways.items() if where]
    if len(named) < 2:
        return "".join(named)
    return say("sending.or", others=", ".join(named[:-1]), last=named[-1])


def way_back(definition: Definition, say: Catalogue) -> str:
    """How what a message asks for is sent: to these places, or else in reply to it."""
    to = places(definition, say)
    return say("sending.to", places=to) if to else say("sending.reply")


def signed_page(definition: Definition, say: Catalogue) -> str:
    """What becomes of the page to sign, once it is signed."""
    to = definition.agency.send_to
    return say(f"sending.signed_{to.signed_page}", place=to.address or definition.agency.name)
