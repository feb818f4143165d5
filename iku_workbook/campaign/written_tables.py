"""Results as files of tables, beside each other, with a description of all of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, cast

from iku_workbook.campaign.executors import HERE, Executor
from iku_workbook.campaign.made_beside import Write, made_beside
from iku_workbook.durable import Content
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.results.brief import MOST_PARTS, MOST_ROWS, rows_of
from iku_workbook.results.table import Table
from iku_workbook.results.table_formats import TABLE_FORMATS
from iku_workbook.results.year import Year

_HERE = 2  # tables of results and of values: as much work as all others together


def table_format() -> str:
    """The format of tables that go beside a master: Parquet where it can be written, else CSV."""
    return "parquet" if find_spec("pyarrow") else "csv"


def by_format(form: str, written: Sequence[Path]) -> Iterator[tuple[str, Sequence[Path]]]:
    """Files of results, each with its format: a long master has tables beside it."""
    of_master = 1 if form == "xlsx" else len(written)
    yield form, written[:of_master]
    if written[of_master:]:
        yield written[of_master].suffix.removeprefix("."), written[of_master:]


def written_tables(
    year: Year,
    out: Path,
    form: str,
    day: datetime.date,
    language: str,
    executor: Executor = HERE,
    master: tuple[Path, Write] | None = None,
) -> Iterator[tuple[Path, Content]]:
    """The master that they stand beside, if any, each table, written as it is asked for, and last
    what describes them as they were written.
    """
    from iku_workbook.results.data_package import Measured, data_package
    from iku_workbook.results.tables import tables

    say = catalogue(language)
    described: list[tuple[Table, str, Measured]] = []

    def measure(table: Table, path: Path, write: Write, file: BinaryIO) -> None:
        measured = Measured(file)
        write(cast("BinaryIO", measured))
        described.append((table, path.name, measured))

    found = tables(year, day)
    writes: list[Write] = [master[1]] if master else []
    writes += [partial(TABLE_FORMATS[form].write, each) for each in found]
    if MOST_ROWS < rows_of(year.definition, year.period) <= MOST_PARTS:
        year.standings(day)  # once for all processes
        made = made_beside(writes, 1 if master else _HERE, executor, out.parent)
    else:  # of fewer it is no gain, and of more two processes would not fit in memory
        made = iter(writes)
    if master:
        yield master[0], next(made)
    for table, write in zip(found, made, strict=True):
        path = _beside(out, table, say)
        yield path, partial(measure, table, path, write)
    yield (
        out.with_name(f"{out.stem}.datapackage.json"),
        data_package(year, described, form, day, say),
    )


def _beside(out: Path, table: Table, say: Catalogue) -> Path:
    """Where a table is written: the results in ``out`` itself."""
    if table.name == "results":
        return out
    own = f"-{table.register}" if table.register else ""
    return out.with_stem(f"{out.stem}-{say(f'tables.file-{table.name}')}{own}")
