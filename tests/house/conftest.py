"""The world that the house tests walk, on each engine, with every page that the product can have."""

import pytest

from tests.house.doors import NAMES
from tests.house.world import build


@pytest.fixture
def world(app, cast, make):
    return build(app, cast, make, NAMES)


@pytest.fixture
def routes(app):
    """Every (endpoint, method) of the application but those that Flask adds by itself."""
    return sorted(
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    )


@pytest.fixture
def tell(record_property):
    """A line of figures: into the report, and onto the screen of whoever runs this test alone."""

    def write(line: str) -> None:
        record_property("house", line)
        print(line)

    return write
