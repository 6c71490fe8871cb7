"""The last door: no action keeps a text that bears a mark of secrecy, whatever brought it: form, command, import.

Forms refuse it earlier and beside its field. What is in a table already stays: only what is new is looked at.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import PassiveFlag, Session, attributes

from tracker.core.database import Base, ExactDecimal, UtcDateTime, Word, db
from tracker.core.errors import Invalid
from tracker.core.kept import Kept, rows_of
from tracker.core.secrecy import SECRET, secrecy_mark

WRITTEN_BY_US = {
    "audit_entry": frozenset({"actor_name", "subject_label", "changes"}),
    "bounce": None,
    "breaker": None,
    "dead_address": None,
    "link_code": None,
    "mail_attempt": None,
    "occurrence": None,
    "outgoing_mail": None,
    "rate_slot": None,
    "sender_node": None,
    "sign_in": None,
    "sign_in_failure": None,
}
"""Tables, or columns of a table, that repeat what stands elsewhere or hold the words of other programs."""
SHADOWS = frozenset({"folded", "sort_key"})
"""Columns made of other columns; without their tones they would read as something else."""
HOLD_NO_TEXT = (sa.Boolean, sa.Date, sa.Integer, sa.Time, UtcDateTime, ExactDecimal, Word)
"""What can be nothing but a number, a day or one of our own words."""


def init_app(_app: object = None) -> None:
    """Look at every row that is about to be written."""
    if not event.contains(db.session, "before_flush", _look):
        event.listen(db.session, "before_flush", _look)


def _look(session: Session, _context: object, _instances: object) -> None:
    for row in [*session.new, *session.dirty]:
        table: type[Base] = type(row)
        for name in looked_at(table):
            _refuse_marked(name, attributes.get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE).added)


def write_row(session: Session, table: type[Base], values: Mapping[str, Any]) -> int:
    """Write one row at once, past the same door, and tell its id.

    For rows that are only ever added: without the session's bookkeeping one costs a tenth.
    """
    for name in looked_at(table):
        _refuse_marked(name, (values.get(name),))
    (made,) = rows_of(session, _into(table, tuple(values)), values)
    return int(made.id)


@cache
def _into(table: type[Base], names: tuple[str, ...]) -> Kept:
    rows = cast(sa.Table, table.__table__)
    places = {name: sa.bindparam(name, type_=rows.c[name].type) for name in names}
    return Kept(sa.insert(rows).values(places).returning(rows.c.id))


@cache
def looked_at(table: type[Base]) -> tuple[str, ...]:
    """The columns of a table in which a text of somebody may stand."""
    skipped = WRITTEN_BY_US.get(table.__tablename__, SHADOWS)
    if skipped is None:
        return ()
    columns = sa.inspect(table).columns
    return tuple(
        name
        for name, column in columns.items()
        if name not in SHADOWS | skipped and not isinstance(column.type, HOLD_NO_TEXT)
    )


def _refuse_marked(name: str, values: Iterable[object] | None) -> None:
    for text in _texts(values):
        mark = secrecy_mark(text)
        if mark:
            raise Invalid(SECRET, field=name, mark=mark)


def _texts(values: Iterable[object] | None) -> Iterator[str]:
    """The texts in what was set, also inside a JSON value."""
    for value in values or ():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value.values())
        elif isinstance(value, list | tuple):
            yield from _texts(value)
