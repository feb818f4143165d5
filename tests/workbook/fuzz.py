"""The reader on inputs that nobody thought of: python -m tests.workbook.fuzz [-runs=200000] [DIR].

Coverage-guided by atheris (not among the test requirements: pip install atheris); options are
libFuzzer's. Any exception but the reader's own ends the run and leaves the input as a file. It
starts from the inputs of corpus.zip; what it finds beyond them is written into DIR, and
``--keep DIR`` makes those that reach something new the corpus. test_corpus.py repeats them in every
test run.
"""

import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

CORPUS = Path(__file__).parent / "corpus.zip"
_MOMENT = (1980, 1, 1, 0, 0, 0)


def corpus():
    """The inputs that are kept."""
    with zipfile.ZipFile(CORPUS) as archive:
        return [archive.read(name) for name in archive.namelist()]


def keep(folder):
    """Make the files of a folder the corpus."""
    with zipfile.ZipFile(CORPUS, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(Path(folder).iterdir()):
            archive.writestr(zipfile.ZipInfo(path.name, _MOMENT), path.read_bytes())


def main():
    if sys.argv[1:2] == ["--keep"]:
        keep(sys.argv[2])
        return
    import atheris

    with atheris.instrument_imports(include=["iku_workbook"]):
        from iku_workbook.workbook.reading.workbook import Budget, Unreadable, read
    from tests.workbook.damage import damaged_workbook

    def one_input(data):
        with suppress(Unreadable):
            read(damaged_workbook(data), Budget())

    with TemporaryDirectory(prefix="iku-fuzz-") as seeds:
        for number, data in enumerate(corpus() if CORPUS.exists() else ()):
            Path(seeds, str(number)).write_bytes(data)
        atheris.Setup([*sys.argv, seeds], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
