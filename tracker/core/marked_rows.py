"""The last door: no action keeps a text that bears a mark of secrecy, whatever brought it: form, command, import.

Forms refuse it earlier and beside its field. What is in a table already stays: only what is new is looked at.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import InstanceState, Session

from tracker.core.database import db
from tracker.core.errors import Invalid
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


def init_app(_app: object = None) -> None:
    """Look at every row that is about to be written."""
    if not event.contains(db.session, "before_flush", _look):
        event.listen(db.session, "before_flush", _look)


def _look(session: Session, _context: object, _instances: object) -> None:
    for row in [*session.new, *session.dirty]:
        _refuse_marked(sa.inspect(row))


def _refuse_marked(state: InstanceState[Any]) -> None:
    skipped = WRITTEN_BY_US.get(state.mapper.class_.__tablename__, frozenset())
    if skipped is None:
        return
    for name in state.mapper.columns.keys():  # noqa: SIM118 - a collection of columns, whose keys are the names
        if name in SHADOWS or name in skipped:
            continue
        for text in _texts(state.attrs[name].history.added):
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
