"""Alters masters at random, and asks the first sheet and ``iku verify`` whether each is told.

python -m tests.master.alterations N SEED
"""

import io
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from iku_workbook.campaign.compare_workbooks import compare
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read as reading
from tests.forms import period_of
from tests.libreoffice import office
from tests.master.master import read, write
from tests.results.year import random_year, regency

FREE = "Rantai hitung"  # a reader operates it
CHECK = "Ringkasan!A5"


def made():
    """A master of twelve villages and two quarters."""
    definition = regency(1, 12)
    period = period_of(definition, 2)
    return write(definition, random_year(definition, period, seed=4), period)


def altered(data, chance):
    """The kind of one alteration, its place, and the workbook with it."""
    book = read(data)
    sheet = chance.choice([each for each in book if each.title != FREE])
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]
    cell = chance.choice([each for each in cells if type(each).__name__ == "Cell"])
    kind = chance.choice(("value", "emptied", "format", "link", "row", "swapped"))
    place = (sheet.title, cell.coordinate)
    if kind == "value":
        number = isinstance(cell.value, int | float)
        cell.value = cell.value + 1 if number else "diubah"
    elif kind == "emptied":
        cell.value = None
    elif kind == "format":
        numbers = [each for each in cells if isinstance(each.value, int | float)]
        cell = chance.choice(numbers) if numbers else cell
        cell.number_format = '"9"0'
        place = (sheet.title, cell.coordinate)
        kind = "format" if numbers else "format of a text"
    elif kind == "link":
        cell.hyperlink = "https://example.org/lain"
    elif kind == "row":
        sheet.delete_rows(cell.row)
    else:
        others = [each for each in cells if each.value != cell.value and each.row != cell.row]
        other = chance.choice([each for each in others if type(each).__name__ == "Cell"])
        cell.value, other.value = other.value, cell.value
    target = io.BytesIO()
    book.save(target)
    return kind, place, target.getvalue()


def told(written, data, folder):
    """By whom an alteration is told: the first sheet after recalculation, ``iku verify``."""
    file = folder / "altered.xlsx"
    file.write_bytes(data)
    said = str(office().work(file, read=[CHECK])[CHECK])
    differences = compare(written, reading(data, Budget.of_ours()))
    return not said.startswith("✓"), [(each.sheet, each.place) for each in differences]


def run(count, seed):
    """How many alterations of each kind are told by the first sheet, by verify, by neither."""
    data, chance, tally, missed = made(), random.Random(seed), Counter(), []
    written = reading(data, Budget.of_ours())
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            kind, place, changed = altered(data, chance)
            sheet, verify = told(written, changed, Path(folder))
            tally[kind, "sheet" if sheet else "verify" if verify else "neither"] += 1
            if not sheet and not verify and kind != "format of a text":
                missed.append((kind, place))
    return tally, missed


if __name__ == "__main__":
    counted, left = run(int(sys.argv[1]), int(sys.argv[2]))
    for key, number in sorted(counted.items()):
        print(*key, number)
    print("missed:", left)
    sys.exit(bool(left))
