"""A campaign with the first quarter's returns received, as the tests of its operations need it."""

import datetime
import shutil

from iku_workbook.campaign.create import create
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.periods import Period
from samples.year import DEFINITION, PERIOD, QUARTER, sample_key

BY = "Seksi PMD"
FIRST = Period.parse(PERIOD)


def at(day=8, month=4):
    """A moment at the office."""
    return datetime.datetime(2024, month, day, 9, tzinfo=datetime.UTC)


def office(folder):
    """A new campaign, which knows the forms of the sample returns."""
    return create(folder, DEFINITION, key=sample_key()).campaign


def take_in(campaign, *paths):
    """Receive files, by default the first quarter's."""
    files = gather([str(path) for path in paths or [QUARTER]])
    with campaign.registry() as registry:
        return list(receive(registry, campaign.forms(), files, by=BY, clock=at))


def copied(campaign, folder):
    """Another campaign with all that this one holds."""
    shutil.copytree(campaign.root, folder)
    return type(campaign)(folder)


def tree(folder):
    """Every file below a folder, and its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
