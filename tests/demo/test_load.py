"""The demo, loaded for real: a load takes seconds, so each is looked at from all sides in one test."""

import pytest
import sqlalchemy as sa

from tests.demo.loads import MOMENTS, Loaded, all_rows
from tests.demo.promises import PROMISES
from tracker.core.database import db
from tracker.demo import actions
from tracker.demo.stage import Stage
from tracker.tasks.models import Task

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


@pytest.mark.parametrize("moment", [moment for moment in MOMENTS if moment != "at Tet"])
def test_the_demo_keeps_its_promises(empty_app, subtests, moment):
    with empty_app("sqlite"):
        load_and_look(MOMENTS[moment], subtests)


@pytest.mark.postgres
def test_at_tet_too_and_the_same_moment_gives_the_same_rows_on_each_engine(empty_app, subtests):
    with empty_app("sqlite"):
        first = load_and_look(MOMENTS["at Tet"], subtests)
    with empty_app("postgresql"):
        second = load_and_look(MOMENTS["at Tet"], subtests)
    assert {name for name in first if first[name] != second[name]} == set()
    assert len(first["status_update"]) > 200


def load_and_look(now, subtests):
    """Load the demo and hold it to each promise; the rows as they were loaded."""
    actions.load(now)
    rows = all_rows()
    for promise in PROMISES:
        with subtests.test(promise.__name__):
            promise(Loaded(now))
    return rows


class Interrupted(Exception):
    """Ctrl-C."""


@pytest.mark.parametrize("engine", ["sqlite", POSTGRESQL])
def test_an_interrupted_load_leaves_nothing(empty_app, engine, monkeypatch):
    played = []

    def play(self, event):
        if len(played) == 3:
            raise Interrupted
        played.append(event)
        whole(self, event)

    whole = Stage.play
    monkeypatch.setattr(Stage, "play", play)
    with empty_app(engine):
        with pytest.raises(Interrupted):
            actions.load(MOMENTS["at Tet"])
        assert actions.is_empty()
        assert db.session.scalar(sa.select(sa.func.count(Task.id))) == 0
