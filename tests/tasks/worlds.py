"""Random tasks: as rows of a database that is forgotten afterwards, and as plain values for rules that ask none."""

import contextlib
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.cast import NOW, QUARTER, TODAY
from tracker.accounts.policy import Subject
from tracker.tasks.models import Assignment, Direction, Task
from tracker.tasks.rules import Dates
from tracker.tasks.status import Kind, SelfRating, State

HOMES = {"a": "home", "b": "home", "c": "home", "d": "next"}
on_random_tasks = settings(
    max_examples=15,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True, kw_only=True)
class Made:
    """One random task; `directed` if a direction on it waits for an answer."""

    id: int
    lead: str
    supporting: frozenset[str]
    dates: Dates
    self_rating: SelfRating | None
    directed: bool
    restricted: bool = False

    def subject(self, cast) -> Subject:
        return Subject(
            organization_id=cast.organizations[HOMES[self.lead]].id,
            lead_group_id=cast.groups[self.lead].id,
            supporting_group_ids=frozenset(cast.groups[key].id for key in self.supporting),
            restricted=self.restricted,
        )


def days(first: int, last: int):
    return st.integers(first, last).map(lambda n: TODAY + timedelta(days=n))


def maybe(strategy):
    return st.none() | strategy


@st.composite
def tasks(draw) -> list[Made]:
    """Some tasks with any combination of dates, also such as no group would report, thick around the boundaries."""
    return [_task(draw, n) for n in range(1, draw(st.integers(1, 20)) + 1)]


def _task(draw, n: int) -> Made:
    lead = draw(st.sampled_from(sorted(HOMES)))
    beside = sorted(key for key, home in HOMES.items() if home == HOMES[lead] and key != lead)
    dates = Dates(
        state=draw(st.sampled_from(list(State))),
        due_on=draw(maybe(days(-2, 12) | days(-60, 60))),
        reported_on=draw(maybe(days(-12, 3))),
        assigned_on=draw(days(-24, -18) | days(-120, 0)),
        last_update_on=draw(maybe(days(-24, -18) | days(-60, 0))),
    )
    return Made(
        id=n,
        lead=lead,
        supporting=draw(st.frozensets(st.sampled_from(beside))) if beside else frozenset(),
        dates=dates,
        self_rating=draw(maybe(st.sampled_from(list(SelfRating)))),
        directed=draw(st.booleans()),
        restricted=draw(st.booleans()),
    )


@contextlib.contextmanager
def settled(session, made: list[Made], cast, directives):
    """The tasks as rows; `directives` by the home they belong to. Nothing is kept."""
    session.execute(sa.insert(Task), [_row(each, cast, directives) for each in made])
    for model, rows in ((Assignment, _assignments(made, cast)), (Direction, _directions(made, cast))):
        if rows:
            session.execute(sa.insert(model), rows)
    try:
        yield
    finally:
        session.rollback()


def _row(task: Made, cast, directives) -> dict:
    home = HOMES[task.lead]
    return {
        "id": task.id,
        "organization_id": cast.organizations[home].id,
        "directive_id": directives[home].id,
        "part": task.id,
        "code": f"{task.id:02}",
        "quarter": QUARTER,
        "title": f"Việc {task.id}",
        "folded": f"viec {task.id}",
        "kind": Kind.ONGOING_ACTIVITY,
        "lead_group_id": cast.groups[task.lead].id,
        "state": task.dates.state,
        "state_since": NOW,
        "assigned_on": task.dates.assigned_on,
        "due_on": task.dates.due_on,
        "reported_on": task.dates.reported_on,
        "last_update_on": task.dates.last_update_on,
        "self_rating": task.self_rating,
        "restricted": task.restricted,
    }


def _assignments(made: list[Made], cast) -> list[dict]:
    return [
        {
            "organization_id": cast.organizations[HOMES[each.lead]].id,
            "task_id": each.id,
            "group_id": cast.groups[key].id,
        }
        for each in made
        for key in sorted(each.supporting)
    ]


def _directions(made: list[Made], cast) -> list[dict]:
    return [
        {
            "organization_id": cast.organizations[HOMES[each.lead]].id,
            "task_id": each.id,
            "author_id": cast.people["tam"].id,
            "text": "Khẩn trương",
            "created_at": NOW,
            "answered_at": None if each.directed else NOW,
        }
        for each in made
    ]
