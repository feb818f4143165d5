"""Settings that all tests share."""

from hypothesis import settings

# Machines are noisy: an example that is slow today says nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_terminal_summary(terminalreporter):
    """quality.md#measured: every figure is measured by something, and printed."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
