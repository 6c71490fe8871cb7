"""Counting what a page asks of the database."""

import pytest

from tests.accounts.browsers import pages  # noqa: F401  # a fixture
from tests.counting import counted, selects


@pytest.fixture
def count_queries(app, session):
    """`count_queries(lambda: …)` is how many SELECTs it took."""

    def count(act):
        with counted() as sent:
            act()
        return selects(sent)

    return count
