"""Running ``iku`` inside the test, as a person would from a shell."""

from dataclasses import dataclass

from click.testing import CliRunner

from iku_workbook.cli import iku


@dataclass(frozen=True)
class Ran:
    """What came of one command line."""

    status: int
    out: str
    err: str


def run(*arguments, stdin=None, **environment):
    """Run a command line; whatever it raises beyond its exit is the test's failure."""
    environment = {"NO_COLOR": "1", "IKU_LANG": "", "COLUMNS": "100", **environment}
    result = CliRunner(env=environment).invoke(iku, [str(each) for each in arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)
