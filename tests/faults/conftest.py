"""What the trials share: the place they run at, how large they are, and where they tell their figures."""

import time

import pytest

from tests.faults.matrix import FULL, PLACES, SQLITE, WORKERS, choices_of, place_of, places_of
from tests.faults.places import Place
from tests.faults.rehearsal import Outbox, Rehearsal, jobs_of
from tests.faults.world import MOMENT, committee
from tracker.commands import queue
from tracker.commands.faults import faults_of
from tracker.commands.safety import QUEUE
from tracker.core.database import db


def pytest_generate_tests(metafunc):
    """A trial runs at every place where it makes sense: with processes of its own, or with the jobs of one."""
    there = places_of(metafunc.module.__name__)
    if "place" in metafunc.fixturenames:
        marks = {name: pytest.mark.postgres if name != SQLITE else () for name in PLACES}
        there = getattr(metafunc.module, "PLACES", there)
        metafunc.parametrize("place", [pytest.param(name, marks=marks[name]) for name in there], indirect=True)
    elif "driver" in metafunc.fixturenames:
        drivers = [pytest.param("scheduler", id=pytest.HIDDEN_PARAM), "workers"]
        metafunc.parametrize("driver", drivers if WORKERS in there else drivers[:1], indirect=True)


def pytest_collection_modifyitems(config, items):
    """What only the full size needs is not run inside the ordinary tests, and no workers send from an SQLite file."""
    items[:] = [item for item in items if not _is_impossible(item)]
    left = [item for item in items if FULL or not item.get_closest_marker("full_size")]
    config.hook.pytest_deselected(items=[item for item in items if item not in left])
    items[:] = left


def _is_impossible(item):
    chosen = choices_of(item)
    return (chosen.get("driver"), chosen.get("engine_name")) == ("workers", SQLITE)


def pytest_report_teststatus(report):
    """No dots in the full size, where each trial has a line."""
    return ("passed", "", "") if FULL and report.when == "call" and report.passed else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item):
    """In the full size, say which trial begins: some take minutes."""
    if FULL:
        items = item.session.items
        fault = "".join(f"F{number:02d}" for number in sorted(faults_of(item.module.__name__))[:1])
        words = f"{items.index(item) + 1:4}/{len(items)} {time.strftime('%H:%M:%S')} {fault:4} {item.name}"
        item.config.get_terminal_writer().line(words, flush=True)


@pytest.fixture(autouse=True)
def noted_place(request):
    """The report says of each trial where it was."""
    request.node.user_properties.append(("place", place_of(request.node)))


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
def driver(request):
    """Who sends: the scheduler or workers."""
    return request.param


@pytest.fixture
def outbox(app, driver, monkeypatch):
    """One committee on one engine, and its outbox; the settings name no server yet."""
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": 1, "SMTP_SECURITY": "none", "SMTP_USERNAME": ""}
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    with app.app_context():
        if driver == "workers":
            queue.make(db.engine, {"MAIL_DRIVER": QUEUE})
        found = Outbox(app, driver)
        found.add(committee())
        yield found
        db.session.remove()
        if driver == "workers":
            with db.engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA procrastinate CASCADE")


@pytest.fixture
def rehearse(outbox, monkeypatch):
    """Begin a rehearsal with a server and further settings of the application."""

    usual = {"MAIL_PER_MINUTE": outbox.app.config["MAIL_PER_MINUTE"]}

    def begin(server, *, now=MOMENT, **settings):
        for name, value in {"SMTP_PORT": server.port, **usual, **settings}.items():
            monkeypatch.setitem(outbox.app.config, name, value)
        return Rehearsal(server, jobs_of(outbox.app, outbox.driver), now=now)

    return begin
