"""Every page as a browser shows it: no complaint, at two widths, in both languages."""

import pytest

from tests.web.conftest import NAME
from tests.web.live import browsing, needs_browser, person, served

OF_A_CAMPAIGN = (
    "",
    "?state=accepted",
    "send",
    "send?period=2024-Q1",
    "receive",
    "returns/1",
    "decide",
    "decide/1",
    "results?period=2024-Q1",
    "results/indicator/IKU-1?period=2024-Q1",
    "log",
    "people",
    "definition",
    "contacts",
    "upkeep",
)
PAGES = ("/", "/start", *(f"/campaigns/{NAME}/{each}" for each in OF_A_CAMPAIGN), "/nowhere")


@needs_browser
@pytest.mark.parametrize("width", [1366, 390])
def test_every_page_holds_to_the_rules_of_accessibility(received, tmp_path, width):
    """contract.md#serve: axe-core finds nothing, of whatever weight; no page is wider than its
    screen; no console error, no request off the machine.
    """
    with (
        served(received, tmp_path) as at,
        browsing() as browser,
        person(browser, at, width=width) as clerk,
    ):
        wide = []
        for path in PAGES:
            clerk.goes_to(path)
            if clerk.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(path)
        missing = [each for each in clerk.complaints if "404" in each]
        assert len(missing) == 1  # the console's own word for /nowhere
        clerk.complaints.remove(missing[0])
        clerk.has_no_complaint()
        assert wide == []
