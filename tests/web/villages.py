"""What villages send back in a test: the forms that the page gave out, filled in, some of them
wrong.
"""

import io
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.layout import layout
from iku_workbook.workbook.fill import fill
from samples.year import PERIOD, invented_values

A_PHOTOGRAPH = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(2000)


def filled_forms(
    campaign: CampaignFolder, archive: bytes, period: str = PERIOD
) -> dict[str, bytes]:
    """The forms of an archive, each filled in as its village did in the sample year, by name."""
    definition, values = campaign.definition(), invented_values(period)
    units = {unit.code: unit for unit in definition.reporting}
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        found = {}
        for name in opened.namelist():
            code = name.rpartition("/")[2][:13]
            if name.endswith(".xlsx") and code in units:
                form = layout(definition, units[code].kind)
                found[name.rpartition("/")[2]] = fill(opened.read(name), form, values[code])
    return found


def typed(data: bytes, cell: str, value: object, sheet: str = "Isian") -> bytes:
    """A form in which a village has typed something else into one cell."""
    book = load_workbook(io.BytesIO(data))
    book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def written(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """The files in a folder, for a browser to choose from."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]
