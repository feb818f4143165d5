"""Gives the bytes of a received file back, under a name that can do no harm."""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.sources import READ_AT_MOST
from iku_workbook.errors import OperatorError
from iku_workbook.registry import Registry, RegistryError
from iku_workbook.registry.records import Receipt
from iku_workbook.returns import Return
from iku_workbook.workbook.reading.budget import Unreadable

_HARMLESS = frozenset(
    {"csv", "docx", "jpeg", "jpg", "json", "ods", "pdf", "png", "txt", "xls", "xlsx", "zip"}
)
"""What a name may end in, so that nothing runs that is opened by it."""
_UNSAFE = re.compile(r"[^\w.() -]+")
_LONGEST = 80  # characters of a name


def bytes_of(registry: Registry, returned: Return) -> bytes:
    """The bytes of a return that was taken in, as many as are ever read."""
    return registry.stored(returned.number or 0, returned.file, READ_AT_MOST).read()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A received file: its receipt, its bytes, and a name for them."""

    receipt: Receipt
    data: bytes

    @property
    def name(self) -> str:
        """Its number and what is harmless of the name that a stranger gave it."""
        last = self.receipt.name.replace("\\", "/").rpartition("/")[2]
        stem, _, suffix = last.rpartition(".")
        known = suffix.lower() if stem and suffix.lower() in _HARMLESS else "bin"
        plain = _UNSAFE.sub("-", stem or last)[:_LONGEST].strip(" .-")
        return f"{self.receipt.number}-{plain or 'berkas'}.{known}"


def kept_file(campaign: CampaignFolder, number: int) -> KeptFile:
    """The file of a receipt, as it came: proved by its hash.

    OperatorError where there is no such receipt and where its bytes are not kept any more;
    RegistryError where what is kept comes to other bytes.
    """
    with campaign.registry() as registry:
        receipt = next((each for each in registry.receipts() if each.number == number), None)
        if receipt is None:
            raise OperatorError("no-receipt", number=str(number))
        try:
            data = registry.stored(number, receipt.name, sys.maxsize).read()
        except Unreadable:
            about = {"file": receipt.name, "sha256": receipt.sha256}
            raise OperatorError("receipt-let-go", number=str(number), **about) from None
        if hashlib.sha256(data).hexdigest() != receipt.sha256:
            raise RegistryError("registry-damaged", file=registry.path, why=f"receipt {number}")
    return KeptFile(receipt, data)
