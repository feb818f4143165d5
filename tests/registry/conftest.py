"""A desk for every test."""

import pytest

from tests.registry.desk import Desk


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.registry.close()
