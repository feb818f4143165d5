"""The emblem of a letterhead: a picture of the office's own, which may be any file at all."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, nsmap
from docx.shared import Mm

from iku_workbook.safe_text import printable

_HIGHEST, _WIDEST = 22, 20  # millimetres: five lines of a letterhead, and the room beside them
_END = {"image/png": b"IEND", "image/jpeg": b"\xff\xd9"}
"""The types that every word processor shows, and what their files end with."""
_PICTURE = f"""<w:drawing {nsdecls("w")}>
<wp:inline {nsdecls("wp")} distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="{{width}}" cy="{{height}}"/><wp:docPr id="0" name="emblem" descr={{alt_text}}/>
<wp:cNvGraphicFramePr/><a:graphic {nsdecls("a")}><a:graphicData uri="{nsmap["pic"]}">
<pic:pic {nsdecls("pic", "r")}><pic:nvPicPr><pic:cNvPr id="0" name="emblem"/><pic:cNvPicPr/>
</pic:nvPicPr><pic:blipFill><a:blip r:embed="{{relation}}"/><a:stretch><a:fillRect/></a:stretch>
</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>
<a:ext cx="{{width}}" cy="{{height}}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>
</wp:inline></w:drawing>"""


@dataclass(frozen=True, slots=True)
class Emblem:
    """A PNG or JPEG file, with words for who cannot see it."""

    data: bytes
    alt_text: str


def is_picture(data: bytes) -> bool:
    """Whether it is a whole PNG or JPEG file; what is in it, no more than its size is read of."""
    try:
        image = Image.from_blob(data)
        end = _END[image.content_type]
        return image.px_width > 0 < image.px_height and end in data
    except Exception:  # python-docx raises whatever comes of reading a header that is none
        return False


def draw(emblem: Emblem, shown_in: Any) -> str:
    """The drawing for a run of a part, as XML, as high as a letterhead and not too wide for it."""
    part = shown_in.package.get_or_add_image_part(io.BytesIO(emblem.data))
    image = Image.from_blob(emblem.data)
    ratio = image.px_width / image.px_height
    height = min(_HIGHEST, _WIDEST / ratio)
    return _PICTURE.format(
        width=Mm(height * ratio),
        height=Mm(height),
        alt_text=quoteattr(printable(emblem.alt_text)),
        relation=shown_in.relate_to(part, RELATIONSHIP_TYPE.IMAGE),
    )
