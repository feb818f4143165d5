"""Our arithmetic against IronCalc's, over the same random formulas as against LibreOffice's.

What Excel and IronCalc compute otherwise is computed here as IronCalc does, and must be just that.
"""

import os
import random
from pathlib import Path

from iku_workbook.formula import names, to_excel
from iku_workbook.formula.evaluate import evaluate
from tests import ironcalc
from tests.agreement import same
from tests.formula.ironcalcs_ways import ironcalcs_ways, told
from tests.formula.random_formulas import Cells, Formulas, scope
from tests.formula.test_against_libreoffice import build

FORMULAS, FILLINGS = 400, 10  # of a round


def test_random_formulas_agree_with_ironcalc(tmp_path: Path) -> None:
    """quality.md#second-judge: what IronCalc shows is what we compute as Excel does, or, where
    formula.md#where-programs-differ says so, as IronCalc does.
    """
    chance = random.Random(os.environ.get("SEED", "IronCalc"))
    compared, declared, different = 0, 0, []
    for _ in range(int(os.environ.get("ROUNDS", "2"))):
        fillings = [Cells(chance, errors=number % 3 == 0) for number in range(FILLINGS)]
        cells, made = scope(fillings), Formulas(chance, decimals_in_text=True)
        formulas = [made.any(chance.randint(1, 4)) for _ in range(FORMULAS)]
        ours = [evaluate(formula, cells, FILLINGS).objects() for formula in formulas]
        with ironcalcs_ways():
            ways = [evaluate(formula, cells, FILLINGS).objects() for formula in formulas]
            sure = [told(formula, cells, FILLINGS) for formula in formulas]
        for at, filling in enumerate(fillings):
            build(tmp_path / "book.xlsx", filling, formulas)
            [[shown]] = ironcalc.compute(tmp_path / "book.xlsx", [{}], [f"F!A1:A{FORMULAS}"])
            for row, ([theirs], formula) in enumerate(zip(shown, formulas, strict=True)):
                compared += 1
                if same(theirs, ours[row][at]):
                    continue
                declared += 1
                if sure[row][at] and not same(theirs, ways[row][at]):
                    used = {name: filling.values[name] for name in names(formula)}
                    said = f"ours {ours[row][at]!r}, theirs {theirs!r} where {used}"
                    different.append(f"{to_excel(formula)}: {said}")
    print(f"{compared:,} cells compared, {declared:,} as declared, {len(different)} differ")
    assert not different, "\n".join(different[:40])
    assert declared < compared / 10
