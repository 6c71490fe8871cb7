"""A made-up nation for measuring: whole, the same each time, and its tallies true from the beginning."""

import io
from datetime import date

import pytest
import sqlalchemy as sa

from tracker.core.database import Base, db
from tracker.core.errors import Invalid
from tracker.demo.nation.filling import fill
from tracker.demo.nation.plan import Plan
from tracker.organizations.models import Organization
from tracker.tallies.counting import differences
from tracker.tasks.models import StatusUpdate, Task

PLAN = Plan(organizations=3, tasks_per_quarter=20, quarters=2, groups=3, today=date(2026, 5, 12))


@pytest.fixture
def nation(session):
    """What was made, by table, and the words that were said meanwhile."""
    out = io.StringIO()
    return fill(PLAN, out=out), out.getvalue()


def test_a_nation_is_as_large_as_was_asked_for(session, nation):
    made, said = nation
    assert made["task"] == PLAN.tasks == 120
    assert made["organization"] == 5  # with the centre and a province
    for name, rows in made.items():
        assert session.scalar(sa.select(sa.func.count()).select_from(Base.metadata.tables[name])) == rows
    assert "5/5" in said


def test_its_tallies_are_what_counting_anew_gives(session, nation):
    assert differences(session()) == []


def test_what_comes_after_it_gets_ids_of_its_own(session, nation):
    top = session.scalar(sa.select(sa.func.max(Organization.id)))
    session.add(Organization(name="Đảng bộ xã Mới", short_name="Mới", level="commune", valid_from=PLAN.today))
    session.flush()
    assert session.scalar(sa.select(sa.func.max(Organization.id))) > top
    session.rollback()


def test_the_same_plan_gives_the_same_nation(session, nation):
    told = [Task.id, Task.title, Task.state, Task.due_on, Task.lead_group_id]
    before = session.execute(sa.select(*told).order_by(Task.id)).all()
    heard = session.scalar(sa.select(sa.func.count(StatusUpdate.id)))
    session.rollback()
    _empty()
    fill(PLAN, out=io.StringIO())
    assert session.execute(sa.select(*told).order_by(Task.id)).all() == before
    assert session.scalar(sa.select(sa.func.count(StatusUpdate.id))) == heard


def test_a_database_with_rows_is_left_alone(session, nation):
    with pytest.raises(Invalid, match="trống"):
        fill(PLAN, out=io.StringIO())


def _empty():
    with db.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(sa.delete(table))
