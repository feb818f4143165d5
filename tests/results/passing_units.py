"""A year in which units split, merge, change their code, join and leave, and its returns."""

from tests.forms import define
from tests.results.year import returned

NUMBER = {"type": "integer", "minimum": 0, "maximum": 50, "required": True}
FIELDS = [
    {"id": "masuk", "label": "Permohonan masuk", **NUMBER, "over_time": "sum"},
    {"id": "selesai", "label": "Permohonan selesai", **NUMBER, "over_time": "sum"},
    {"id": "rumah", "label": "Rumah", **NUMBER, "over_time": "latest", "minimum": 1},
    {"id": "air", "label": "Rumah berair", **NUMBER, "over_time": "latest"}
    | {"non_decreasing": True},
    {"id": "lama", "label": "Lama menunggu", **NUMBER, "over_time": "mean"},
]
REGISTER = {"id": "acara", "label": "Acara", "rows": 3}
REGISTER |= {"fields": [{"id": "orang", "label": "Orang", **NUMBER, "required": False}]}


def indicator(code, above, below="1", /, *, each=None, **more):
    denominator = {"label": "penyebut", "formula": below}
    denominator |= {"each_period": each} if each else {}
    return {
        "code": code,
        "name": code,
        "numerator": {"label": "pembilang", "formula": above},
        "denominator": denominator,
        **more,
    }


def valued(code, formula, over_units, **more):
    value = {"label": code, "formula": formula, "over_units": over_units, **more}
    return {"code": code, "name": code, "value": value}


INDICATORS = [
    valued("KASUS", "selesai", "sum"),
    valued("RERATA", "air", "mean"),
    valued("PALING", "masuk", "maximum"),
    valued("BERAT", "selesai / masuk", "mean", weight="masuk"),
    indicator("ALIR", "selesai", "masuk"),
    indicator("RATA", "selesai"),
    indicator("TETAP", "air", "rumah"),
    indicator("DESA", "IF(air >= 20, 1, 0)"),
    indicator("KALI", "selesai * air", "rumah"),
    indicator("TIAP", "masuk", "1", each="sum"),
    indicator("KINI", "selesai", "masuk", result="period"),
    indicator("RAMAI", "SUM(acara.orang)"),
    indicator("LAMA", "lama"),
    indicator("SISA", "tertinggal"),
]
TIMES = {  # first and last quarter
    "A": (1, 2),  # splits into A1 and A2
    "A1": (3, 4),
    "A2": (3, 4),
    "B": (1, 2),  # becomes D, with C
    "C": (1, 2),
    "D": (3, 4),
    "E": (1, 1),  # is called F from the second quarter on
    "F": (2, 4),
    "G": (4, 4),
    "H": (1, 2),
    "K": (1, 4),
}
REPLACES = {"A1": ["A"], "A2": ["A"], "D": ["B", "C"], "F": ["E"]}


def unit(code):
    first, last = TIMES[code]
    said = {"code": code, "name": f"Desa {code}", "kind": "desa"}
    said |= {"from": f"2025-Q{first}"} if first > 1 else {}
    said |= {"until": f"2025-Q{last}"} if last < 4 else {}
    return said | ({"replaces": REPLACES[code]} if code in REPLACES else {})


YEAR = define(
    language="id",
    units=[unit(code) for code in TIMES],
    fields=FIELDS,
    registers=[REGISTER],
    calculations=[{"id": "tertinggal", "label": "Tertinggal", "formula": "masuk - selesai"}],
    rules=[],
    indicators=INDICATORS,
)


def there(code, quarter):
    first, last = TIMES[code]
    return first <= quarter <= last


def answers(code, quarter):
    """What a unit says, another number each time."""
    at = list(TIMES).index(code) + 1
    return {
        "masuk": 10 + at + 2 * quarter,
        "selesai": at + quarter,
        "rumah": 20 + at + quarter,
        "air": 12 + at + quarter,
        "lama": at * quarter % 7,
        "acara": [{"orang": quarter}, {"orang": at}] if (at + quarter) % 3 else [],
    }


def returns(without=(), year=TIMES):
    """A return of every unit for each quarter in which it is there."""
    return [
        returned(code, f"2025-Q{quarter}", answers(code, quarter))
        for code in year
        for quarter in (1, 2, 3, 4)
        if there(code, quarter) and (code, quarter) not in without
    ]
