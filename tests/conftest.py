"""Settings that all tests share."""

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]

# Machines are noisy: an example that is slow today says nothing about the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_modifyitems(items):
    """A client that dies in the midst has proved nothing: its one test is repeated, once."""
    for item in items:
        if item.get_closest_marker("client"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["OfficeEnded", "BrowserEnded"]))


def pytest_terminal_summary(terminalreporter):
    """quality.md#measured: every figure is measured and printed; so is what was repeated."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
    for report in terminalreporter.getreports("rerun"):
        reason = report.longrepr.reprcrash.message.partition("\n")[0]
        terminalreporter.write_line(f"repeated once: {report.nodeid}: {reason}")
