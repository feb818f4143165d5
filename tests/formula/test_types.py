"""formula.md#what-the-definitions-check-refuses: lint refuses what Excel would answer with
#VALUE!, and more.
"""

import pytest

from iku_workbook.formula import FormulaError, parse
from iku_workbook.formula.types import Type, infer

TYPES = {
    "n": Type.NUMBER,
    "m": Type.NUMBER,
    "t": Type.TEXT,
    "u": Type.TEXT,
    "l": Type.LOGICAL,
    "x": Type.ANY,
    "r.n": Type.NUMBER,
    "r.t": Type.TEXT,
    "q.n": Type.NUMBER,
}


def read(text: str) -> tuple[Type, list[FormulaError]]:
    return infer(parse(text), TYPES.__getitem__, lambda name: name[:2] in {"r.", "q."})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n", Type.NUMBER),
        ("t", Type.TEXT),
        ("n/m*100", Type.NUMBER),
        ("-n", Type.NUMBER),
        ("+t", Type.TEXT),
        ("n&t", Type.TEXT),
        ("n>m", Type.LOGICAL),
        ('t="Ya"', Type.LOGICAL),
        ("AND(n>1,l)", Type.LOGICAL),
        ("IF(l,1,0)", Type.NUMBER),
        ('IF(l,"a","b")', Type.TEXT),
        ('IF(l,"",1)', Type.ANY),
        ("IF(l,1)", Type.ANY),
        ("IF(l,n>1)", Type.LOGICAL),
        ("TRIM(n)", Type.TEXT),
        ("LEN(t)", Type.NUMBER),
        ("SUM(r.n)", Type.NUMBER),
        ("DATE(n,1,1)", Type.NUMBER),
        ('COUNTIFS(r.n,">"&n,r.t,"Ya")', Type.NUMBER),
        ("COUNTBLANK(n)", Type.NUMBER),
        ("COUNTIF(t,u)", Type.NUMBER),
        ('t=""', Type.LOGICAL),
    ],
)
def test_tells_the_type_and_finds_nothing_wrong(text: str, expected: Type) -> None:
    """formula.md#what-the-definitions-check-refuses: a sound formula is let through."""
    kind, mistakes = read(text)
    assert (kind, [mistake.code for mistake in mistakes]) == (expected, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("n+t", ["formula-text-in-arithmetic:3"]),
        ('n*"5"', ["formula-text-in-arithmetic:3"]),
        ("-t", ["formula-text-in-arithmetic:2"]),
        ('IF(l,"y",1)+1', ["formula-text-in-arithmetic:1"]),
        ("ROUND(t,u)", ["formula-text-in-arithmetic:7", "formula-text-in-arithmetic:9"]),
        ("SUM(n&t)", ["formula-text-in-arithmetic:6"]),
        ("x+1", ["formula-may-be-text:1"]),
        ("IF(t,1,2)", ["formula-not-logical:4"]),
        ("AND(t)", ["formula-not-logical:5"]),
        ("SUM(r.t)", ["formula-not-summed:5"]),
        ('SUMIF(r.n,">1",r.t)', ["formula-not-summed:16"]),
        ("r.n", ["formula-range-outside:1"]),
        ("SUM(r.n)+r.n", ["formula-range-outside:10"]),
        ("LEN(r.t)", ["formula-range-outside:5"]),
        ("COUNTIF(r.n,r.n)", ["formula-range-outside:13"]),
        ("SUM(IF(l,r.n,0))", ["formula-range-outside:10"]),
        ("COUNTIF(n+1,1)", ["formula-range-needed:10"]),
        ('SUMIF(r.n,">1",1)', ["formula-range-needed:16"]),
        ("COUNTIFS(r.n,1,q.n,2)", ["formula-mixed-registers:16"]),
        ("SUMIFS(n,r.n,2)", ["formula-mixed-registers:10"]),
        ('n="1"', ["formula-types-differ:2"]),
        ("n=TRUE", ["formula-types-differ:2"]),
        ("t<u", ["formula-text-order:2"]),
        ('COUNTIF(r.n,">2.5")', ["formula-criterion-decimal:13"]),
        ('COUNTIF(r.n,"2,5")', ["formula-criterion-decimal:13"]),
        ('COUNTIF(r.n,">"&2.5)', []),
        *(
            (f'COUNTIF(r.n,"{criterion}")', ["formula-criterion-language:13"])
            for criterion in (
                ">=01/04/2025",
                "31-12",
                "2025/4/1",
                "1 April 2025",
                "<>maret 2025",
                ">=1.000.000",
                "1,000,000",
                ">=Rp5000",
                "> Rp 5.000,-",
                ">=12:30",
                "7:05:01 PM",
            )
        ),
        *(
            (f'COUNTIF(r.n,"{criterion}")', [])
            for criterion in ("2025-04-01", "5%", "RT 05", "Dusun 25", "35.27.01.2001", "08123")
        ),
        ('COUNTIFS(r.t,"<>Ya",r.n,">1")', ["formula-blank-last:14"]),
        ('COUNTIFS(r.n,">1",r.t,"<>Ya")', []),
        ('SUMIFS(r.n,r.t,"",r.n,1)', ["formula-blank-last:16"]),
        ('"nilai "&n/m', ["formula-decimal-in-text:11"]),
        ('"nilai "&ROUND(n/m,0)', []),
        ('TRIM("a"&ROUND(n,2))', ["formula-decimal-in-text:10"]),
    ],
)
def test_finds_what_cannot_come_out_well(text: str, found: list[str]) -> None:
    """formula.md#what-the-definitions-check-refuses: text in arithmetic, a column outside a
    range function, and so on.
    """
    assert [f"{mistake.code}:{mistake.column}" for mistake in read(text)[1]] == found


def test_what_only_some_programs_do_is_a_warning() -> None:
    """formula.md#what-the-definitions-check-refuses: a warning does not keep a definition from
    being used.
    """
    warned = ["t<u", "x+1", "SUM(r.t)", "n=TRUE", '"a"&n/m', 'COUNTIFS(r.t,"<>Ya",r.n,1)']
    assert {read(text)[1][0].severity for text in warned} == {"warning"}
    assert read('COUNTIF(r.n,">2.5")')[1][0].severity == "error"
