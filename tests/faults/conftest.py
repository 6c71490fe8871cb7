"""What the trials share: the place they run at, how large they are, and where they tell their figures."""

import os

import pytest

from tests.faults.places import Place

FULL = os.environ.get("FAULTS") == "full"
PLACES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc):
    """A trial with real processes runs at every place."""
    if "place" in metafunc.fixturenames:
        marks = {name: pytest.mark.postgres if name != "sqlite" else () for name in PLACES}
        metafunc.parametrize("place", [pytest.param(name, marks=marks[name]) for name in PLACES], indirect=True)


def pytest_collection_modifyitems(config, items):
    """What only the full size needs is not run inside the ordinary tests."""
    left = [item for item in items if FULL or not item.get_closest_marker("full_size")]
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    items[:] = left


@pytest.fixture
def place(request):
    name = request.param
    engine_name = name.partition(" ")[0]
    cluster = request.getfixturevalue("cluster") if engine_name == "postgresql" else None
    return Place(name, engine_name, cluster, request.node)


@pytest.fixture
def size():
    """The small figure inside the ordinary tests, the full one in `tracker faults`."""
    return lambda small, full: full if FULL else small


@pytest.fixture
def tell(request):
    """A line of figures for one promise, or for none, into the report and onto the screen."""

    def write(line, promise=""):
        request.node.user_properties.append(("faults", f"{promise}|{line}"))
        print(promise, request.node.name, line)

    return write
