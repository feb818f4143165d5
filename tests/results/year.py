"""Returns of a year as the checks hand them on, without workbooks."""

import hashlib
import json
import random

from iku_workbook.calculations import reported_fields, reported_registers
from iku_workbook.definition import Definition
from iku_workbook.findings import Finding
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.returns import Return
from tests.fillings import fillings
from tests.forms import load

BROKEN = Finding("VALUE-001", "", "Isian", "C7", data={"label": "Anak"})
FOREIGN = Finding("FORM-001")


def returned(unit, period, values=None, *findings, file=None):
    """A return; its digest is that of what it says, so two that say the same are the same file."""
    said = json.dumps([unit, period, values], default=str, sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()
    return Return(file or f"{unit}.xlsx", digest, unit, period, findings, values or {}, {})


def with_units(definition, count):
    """The definition with so many units of its kinds, in turn."""
    kinds = list(dict.fromkeys(unit.kind for unit in definition.units))
    first = definition.units[0]
    units = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        said = {"code": f"7.{number}", "name": f"Unit {number}", "kind": kind}
        units.append(first.model_copy(update=said))
    return definition.model_copy(update={"units": tuple(units)})


def regency(kecamatan=14, villages=186):
    """The shipped definition for so many villages in so many kecamatan of one regency."""
    definition = load(template("kecamatan-sreseh-2024"))
    kind = definition.units[0].kind
    units = [("88", "Kabupaten Contoh", "kabupaten", None)]
    units += [
        (f"88.{each:02}", f"Kecamatan {each}", "kecamatan", "88")
        for each in range(1, kecamatan + 1)
    ]
    # One of each kecamatan in turn: families have to be put together.
    for number in range(villages):
        parent = f"88.{number % kecamatan + 1:02}"
        units.append((f"{parent}.{2001 + number}", f"Contoh {number}", kind, parent))
    said = json.loads(definition.to_json())
    keys = ("code", "name", "kind", "parent")
    said["units"] = [dict(zip(keys, each, strict=True)) for each in units]
    for asked in (*said["fields"], *said["registers"]):
        asked["reported_by"] = [kind]
    return Definition.from_json(json.dumps(said))


def random_year(definition, period: Period, seed=0):
    """Returns for every period up to this one, and the last of the year before.

    Most are accepted, some refused, some never sent.
    """
    chance = random.Random(seed)
    kinds = {unit.kind for unit in definition.reporting}
    filled = {kind: [each for each, _ in fillings(definition, kind, 40, seed)] for kind in kinds}
    found = []
    for each in (period.year_to_date[0].previous, *period.year_to_date):
        for unit in definition.reporting:
            fate = chance.random()
            if fate < 0.7:
                said, asked = chance.choice(filled[unit.kind]), _asked(definition, unit.kind, each)
                values = {name: value for name, value in said.items() if name in asked}
                found.append(returned(unit.code, each.code, values))
            elif fate < 0.8:
                found.append(returned(unit.code, each.code, {}, BROKEN))
            elif fate < 0.85:
                found.append(returned(unit.code, each.code, {}, FOREIGN))
    return found


def _asked(definition, kind, period):
    """What a form of the period asks."""
    items = reported_fields(definition, kind, period), reported_registers(definition, kind, period)
    return {item.id for one in items for item in one}
