"""All results of a year once more, from the tables' CSV alone: what a data team elsewhere can do.

Nothing of the package is used but to make the files: formulas are read as Python's own expressions.
"""

import ast
import csv
import datetime
import io
import math
import operator
import re
from collections import defaultdict

import pytest

from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.results.data_package import resource_name
from iku_workbook.results.table_formats import TABLE_FORMATS
from iku_workbook.results.tables import tables
from iku_workbook.results.year import consolidate_year
from samples.year import story
from tests.forms import load
from tests.results.year import random_year, regency, returned

DAY = datetime.date(2025, 1, 10)
SRESEH = load(template("kecamatan-sreseh-2024"))


def written(definition, returns, code):
    """Each table's rows, as a program that knows only CSV reads them."""
    year = consolidate_year(definition, returns, Period.parse(code))
    found = {}
    for table in tables(year, DAY):
        text = TABLE_FORMATS["csv"].made(table).decode("utf-8-sig")
        found[resource_name(table)] = list(csv.DictReader(io.StringIO(text, newline="")))
    return found


def sample_year(code):
    """What each sample village said last of each period up to this one."""
    return [
        returned(unit, each.code, values)
        for each in Period.parse(code).year_to_date
        for unit, values in {
            unit: values
            for _, answers in sorted(story(each.code).items())
            for unit, values in answers.items()
        }.items()
    ]


def agree(found):
    """Every share and every figure of ``results`` follows from the other tables."""
    shares = recomputed(found)
    told = {(row["unit"], row["indicator"]): row for row in found["shares"]}
    assert {
        key: (number(row["numerator"]), number(row["denominator"])) for key, row in told.items()
    } == {key: shares[key] for key in told}
    above = {row["unit"]: row["parent"] for row in found["units"]}
    for row in found["results"]:
        own = [
            share
            for (unit, code), share in shares.items()
            if code == row["indicator"] and beneath(unit, row["unit"], above)
        ]
        judge(row, own, found["bands"])


def beneath(unit, top, above):
    return not top or unit == top or (unit in above and beneath(above[unit], top, above))


def judge(row, shares, bands):
    ups, downs = (
        sorted(each for each in side if each is not None) for side in zip(*shares, strict=True)
    )
    up, down = (math.fsum(side) if side else None for side in (ups, downs))
    value = up / down * number(row["scale"]) if up is not None and down else None
    expected = {"numerator": up, "denominator": down, "value": value}
    if not row["unit"]:
        for name, of in (("achievement", "target"), ("year_achievement", "year_target")):
            expected[name] = achieved(value, number(row[of]), row)
        reached = expected["achievement"]
        reaching = [
            one["band"]
            for one in bands
            if reached is not None and round(reached, 9) >= number(one["from"])
        ]
        assert row["band"] == (reaching[0] if reaching else "")
    for name, figure in expected.items():
        said = number(row[name])
        assert (said is None) == (figure is None), (row["indicator"], name)
        assert figure is None or math.isclose(said, figure, rel_tol=1e-9), (row["indicator"], name)


def achieved(value, target, row):
    if value is None or not target:
        return None
    if row["polarity"] == "lower":
        value = max(0, 2 * target - value)
    percent = value / target * 100
    return min(percent, number(row["cap"]) or percent)


def recomputed(found):
    """Numerator and denominator of each unit and indicator, over the year so far."""
    fields = {row["field"]: row for row in found["fields"]}
    kinds = {row["unit"]: row["kind"] for row in found["units"] if row["reports"] == "true"}
    values = accumulated(found["values"], fields)
    shares = {}
    for row in found["results"]:
        if row["unit"]:
            continue
        formulas = [row["numerator_formula"], row["denominator_formula"]]
        for unit, kind in kinds.items():
            given = values.get(unit)
            asked = {name for formula in formulas for name in read_by(formula, fields)}
            if all(kind in (fields[name]["reported_by"] or kind) for name in asked):
                shares[unit, row["indicator"]] = tuple(
                    computed(formula, given, fields) for formula in formulas
                )
    return shares


def accumulated(rows, fields):
    """By unit: flows added up, states as they were last, every row of a register."""
    found = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=lambda row: row["period"]):
        found[row["unit"]][row["field"]].append(typed(row))
    return {
        unit: {name: over_time(fields[name]["over_time"], given) for name, given in own.items()}
        for unit, own in found.items()
    }


def typed(row):
    return number(row["number"]) if row["number"] else row["value"] or None


def over_time(how, given):
    known = [each for each in given if each is not None]
    if how == "append":
        return given
    if not known:
        return None
    return math.fsum(known) if how == "sum" else known[-1]


def read_by(formula, fields):
    """The fields that a formula reads, through calculations too."""
    for name in set(re.findall(r"[a-z_][a-z0-9_.]*", re.sub(r'"[^"]*"', "", formula))):
        if name in fields:
            inner = fields[name]["formula"]
            yield from read_by(inner, fields) if inner else [name]


def computed(formula, given, fields):
    """A formula's number; None where a required value that it reads is blank, or nothing came."""
    reads = list(read_by(formula, fields))
    if not reads:
        return evaluated(formula, {}, fields)
    if given is None or any(lacks(name, given, fields) for name in reads):
        return None
    try:
        return evaluated(formula, given, fields)
    except ZeroDivisionError:
        return None


def lacks(name, given, fields):
    how = fields[name]
    if how["over_time"] == "append" or given.get(name) is not None:
        return False
    return evaluated(how["required"], given, fields)


OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.LtE: operator.le,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.Eq: lambda one, other: folded(one) == folded(other),
    ast.NotEq: lambda one, other: folded(one) != folded(other),
}
FUNCTIONS = {
    "OR": lambda *given: any(given),
    "AND": lambda *given: all(given),
    "COUNTIF": lambda cells, wanted: sum(folded(each) == folded(wanted) for each in cells),
    "TRUE": lambda: True,
    "FALSE": lambda: False,
}


def folded(value):
    """As a spreadsheet compares texts: whatever their case."""
    return value.lower() if isinstance(value, str) else value


def evaluated(formula, given, fields):
    text = re.sub(r"(?<![<>=])=", "==", formula).replace("<>", "!=")
    return walked(ast.parse(text.strip(), mode="eval").body, given, fields)


def walked(node, given, fields):
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Attribute(value=ast.Name(id=register), attr=column):
            return given.get(f"{register}.{column}", [])
        case ast.Name(id="TRUE" | "FALSE" as name):
            return name == "TRUE"
        case ast.Name(id=name):
            formula = fields[name]["formula"]
            return evaluated(formula, given, fields) if formula else given.get(name)
        case (
            ast.BinOp(left=left, op=op, right=right)
            | ast.Compare(left=left, ops=[op], comparators=[right])
        ):
            sides = (walked(each, given, fields) for each in (left, right))
            return OPERATORS[type(op)](*sides)
        case ast.Call(func=ast.Name(id="IF"), args=[asked, yes, no]):
            return walked(yes if walked(asked, given, fields) else no, given, fields)
        case ast.Call(func=ast.Name(id=name), args=args):
            return FUNCTIONS[name](*(walked(each, given, fields) for each in args))
    raise NotImplementedError(ast.dump(node))


def number(text):
    return float(text) if text else None


@pytest.mark.parametrize("code", ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"])
def test_every_result_of_the_sample_year_follows_from_the_tables(code):
    """contract.md#tables-alone: recomputed by plain loops that know only what the files say."""
    found = written(SRESEH, sample_year(code), code)
    assert len(found["results"]) == len(SRESEH.indicators)
    agree(found)


def test_every_result_of_any_year_and_level_follows_from_the_tables():
    """contract.md#tables-alone: refused and missing returns, states carried, units above others."""
    whole = regency(kecamatan=3, villages=9)
    agree(written(whole, random_year(whole, Period.parse("2024-Q2"), 5), "2024-Q2"))


def test_events_are_to_be_had_one_a_row():
    """contract.md#tables-alone: a register's rows, with the columns and types of the register."""
    found = written(SRESEH, sample_year("2024-Q2"), "2024-Q2")
    events = found["events-kegiatan"]
    cells = {
        (row["period"], row["unit"], row["row"], row["field"]): row["value"]
        for row in found["values"]
        if row["row"]
    }
    assert {
        (row["period"], row["unit"], row["row"], name): value
        for row in events
        for name, value in row.items()
        if "." in name
    } == cells
    assert len(events) > 20
