"""Writes templates/*.docx and, in English, templates/en/*.docx anew: python -m templates.draw."""

import io
import zipfile
from pathlib import Path

from templates.draw import (
    berita_acara,
    lampiran,
    lkjip,
    lkjip_lengkap,
    perjanjian_kinerja,
    rencana_aksi,
    sampul,
)
from templates.draw.english import in_english
from templates.draw.paper import Paper

HERE = Path(__file__).parent.parent
KINDS = {
    "berita-acara": berita_acara,
    "lampiran": lampiran,
    "lkjip": lkjip,
    "lkjip-lengkap": lkjip_lengkap,
    "perjanjian-kinerja": perjanjian_kinerja,
    "rencana-aksi": rencana_aksi,
    "sampul": sampul,
}
NO_TIME = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Every template; one that is as it was keeps its bytes."""
    for name, module in KINDS.items():
        for place, paper in (("", module.draw()), ("en", in_english(module.draw()))):
            path = HERE / place / f"{name}.docx"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(packed(paper))
            print(path.relative_to(HERE.parent))


def packed(paper: Paper) -> bytes:
    """The file without the time of its making: the same bytes for the same drawing."""
    drawn, out = io.BytesIO(), io.BytesIO()
    paper.document.save(drawn)
    with zipfile.ZipFile(drawn) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts.namelist():
            file.writestr(zipfile.ZipInfo(part, NO_TIME), parts.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
