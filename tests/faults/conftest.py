"""What the trials share: the place they run at, how large they are, and where they tell their figures."""

import os

import pytest

from tests.faults.places import SCHEDULERS, WORKERS, Place
from tests.faults.rehearsal import Outbox, Rehearsal
from tests.faults.world import MOMENT, committee
from tracker.core.database import db

FULL = os.environ.get("FAULTS") == "full"
PLACES = (*SCHEDULERS, WORKERS)


def pytest_generate_tests(metafunc):
    """A trial with real processes runs at every place, or at those its module names."""
    if "place" in metafunc.fixturenames:
        marks = {name: pytest.mark.postgres if name != "sqlite" else () for name in PLACES}
        there = getattr(metafunc.module, "PLACES", PLACES)
        metafunc.parametrize("place", [pytest.param(name, marks=marks[name]) for name in there], indirect=True)


def pytest_collection_modifyitems(config, items):
    """What only the full size needs is not run inside the ordinary tests."""
    left = [item for item in items if FULL or not item.get_closest_marker("full_size")]
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    items[:] = left


@pytest.fixture
def place(request):
    name = request.param
    engine_name = name.partition("-")[0]
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


@pytest.fixture
def outbox(app, monkeypatch):
    """One committee on one engine, and its outbox; the settings name no server yet."""
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": 1, "SMTP_SECURITY": "none", "SMTP_USERNAME": ""}
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    with app.app_context():
        found = Outbox(app)
        found.add(committee())
        yield found
        db.session.remove()


@pytest.fixture
def rehearse(outbox, monkeypatch):
    """Begin a rehearsal with a server and further settings of the application."""

    def begin(server, *, now=MOMENT, **settings):
        for name, value in {"SMTP_PORT": server.port, **settings}.items():
            monkeypatch.setitem(outbox.app.config, name, value)
        return Rehearsal(server, now=now)

    return begin
