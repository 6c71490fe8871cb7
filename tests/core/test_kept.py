"""Kept questions: the rows are those of SQLAlchemy's own way, on both engines, whatever stands in the places."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from tests.counting import counted
from tracker.core.database import ExactDecimal, UtcDateTime, Word, db
from tracker.core.kept import Kept, rows_of


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


thing = sa.Table(
    "thing_of_a_test",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(40)),
    sa.Column("on", sa.Date),
    sa.Column("at", UtcDateTime),
    sa.Column("amount", ExactDecimal),
    sa.Column("colour", Word(Colour)),
    sa.Column("works", sa.Boolean),
    sa.Column("detail", sa.JSON),
)
FULL = {
    "id": 1,
    "name": "Tết 100%",
    "on": date(2026, 2, 17),
    "at": datetime(2026, 2, 17, 1, 2, 3, 456, tzinfo=UTC),
    "amount": Decimal("5466.32"),
    "colour": Colour.RED,
    "works": True,
    "detail": {"by": ["Tâm", None]},
}
EMPTY = dict.fromkeys(FULL) | {"id": 2}
OTHER = FULL | {"id": 3, "colour": Colour.GREEN, "works": False, "amount": Decimal("0.1")}


@pytest.fixture
def session(app):
    with app.app_context(), db.engine.connect() as connection:
        thing.create(connection)
        connection.execute(sa.insert(thing), [FULL, EMPTY, OTHER])
        session = Session(connection)
        yield session
        session.close()
        connection.rollback()


def same(session, statement, places=None):
    """The rows, which are the same both ways."""
    rows = rows_of(session, Kept(statement), places)
    theirs = session.connection().execute(statement, places).all()
    assert [tuple(row) for row in rows] == [tuple(row) for row in theirs]
    assert [row._asdict() for row in rows] == [row._asdict() for row in theirs]
    return rows


def test_every_type_is_read_as_it_was_written(session):
    full, empty, _other = same(session, sa.select(thing).order_by(thing.c.id))
    assert full._asdict() == FULL
    assert type(full.amount) is Decimal
    assert type(full.colour) is Colour
    assert full.works is True
    assert empty._asdict() == EMPTY


@pytest.mark.parametrize("name", ["name", "on", "at", "amount", "colour", "works"])
def test_every_type_stands_in_a_place(session, name):
    of_value = sa.select(thing.c.id).where(thing.c[name] == sa.bindparam("value", type_=thing.c[name].type))
    found = same(session, of_value.order_by(thing.c.id), {"value": OTHER[name], "not asked": 1})
    assert found[-1].id == 3


def test_lists_of_any_length_one_after_the_other(session):
    among = Kept(
        sa.select(thing.c.id)
        .where(
            thing.c.id.in_(sa.bindparam("ids", type_=sa.Integer, expanding=True)),
            thing.c.colour.in_(sa.bindparam("colours", type_=Word(Colour), expanding=True)),
            thing.c.name != sa.bindparam("name", type_=sa.String),
        )
        .order_by(thing.c.id)
    )

    def ids(*places):
        return [row.id for row in rows_of(session, among, dict(zip(("ids", "colours", "name"), places, strict=True)))]

    every = list(Colour)
    assert ids([1, 3], every, "") == [1, 3]
    assert ids([], every, "") == []
    assert ids([3], every, "") == [3]
    assert ids([1, 2, 3], [Colour.GREEN], "") == [3]
    assert ids([2, 1], every, "") == [1]
    assert ids([1, 3], every, FULL["name"]) == []
    for most in range(1, 200):  # more lengths than are kept
        assert ids(range(most), every, "") == [each for each in (1, 3) if each < most]


def test_what_a_statement_says_itself(session):
    own = sa.select(thing.c.id, (thing.c.id * 2).label("twice"), sa.func.coalesce(thing.c.name, "%s ?").label("called"))
    own = own.where(sa.or_(thing.c.colour.in_([Colour.GREEN, Colour.RED]), thing.c.id == 2), thing.c.id.not_in([]))
    assert [row.twice for row in same(session, own.order_by(thing.c.id).limit(2).offset(1))] == [4, 6]


def test_a_place_that_is_not_filled_is_an_error(session):
    of_id = Kept(sa.select(thing.c.id).where(thing.c.id == sa.bindparam("of_id", type_=sa.Integer)))
    with pytest.raises(KeyError, match="of_id"):
        rows_of(session, of_id, {"id": 1})


def test_whoever_listens_hears_what_the_driver_is_sent(session):
    with counted(session.get_bind().engine) as sent:
        rows_of(session, Kept(sa.select(thing.c.id)))
    assert len(sent) == 1
    assert sent[0].startswith("SELECT thing_of_a_test.id")


def test_an_error_is_told_as_sqlalchemy_tells_it(session):
    wrong = sa.select(sa.column("no_such_column")).select_from(thing)
    nested = session.begin_nested()
    with pytest.raises(DBAPIError) as ours:
        rows_of(session, Kept(wrong))
    nested.rollback()
    with pytest.raises(DBAPIError) as theirs, session.begin_nested():
        session.connection().execute(wrong)
    assert type(ours.value) is type(theirs.value)
    assert type(ours.value) in {OperationalError, ProgrammingError}
    assert not ours.value.connection_invalidated
    assert str(ours.value) == str(theirs.value)


def test_a_word_that_no_enum_has_is_an_error_and_not_nothing(session):
    session.execute(sa.text("UPDATE thing_of_a_test SET colour = 'blue' WHERE id = 1"))
    of_one = sa.select(thing.c.colour).where(thing.c.id == 1)
    with pytest.raises(ValueError, match="blue"):
        rows_of(session, Kept(of_one))
    with pytest.raises(ValueError, match="blue"):
        session.scalar(of_one)


def test_texts_of_long_lists_are_not_kept_and_of_short_ones_a_few(session):
    among = Kept(sa.select(thing.c.id).where(thing.c.id.in_(sa.bindparam("ids", type_=sa.Integer, expanding=True))))
    for length in (1, 2, 3, 3000, 4000, *range(4, 40)):
        assert {row.id for row in rows_of(session, among, {"ids": range(1, length + 1)})} == {1, 2, 3} - set(
            range(length + 1, 4)
        )
    texts = among.on(session.connection().dialect)._texts
    assert len(texts) == 16
    assert max(map(sum, texts)) < 64


def test_a_place_that_may_be_left_out_is_refused(session):
    optional = sa.select(thing.c.id).where(thing.c.id == sa.bindparam("of_id", 1))
    with pytest.raises(ValueError, match="left out"):
        rows_of(session, Kept(optional), {"of_id": 3})
