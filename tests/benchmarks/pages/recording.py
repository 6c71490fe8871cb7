"""What the product really asked of the database for one request: the twin asks exactly that.

What is asked to know who is signed in, and what stands around every page, is counted but not given to the twin.
"""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from tracker.core.database import db

AROUND = frozenset({"know_the_reader", "around_the_page"})
"""Functions of the product below which a statement belongs to the sign-in or to the layout."""


@dataclass(frozen=True)
class Statement:
    """One statement as the driver got it."""

    text: str
    parameters: Any
    many: bool


@dataclass
class Script:
    """The statements of one request, how large its answer was, and how many statements it sent in all."""

    statements: list[Statement] = field(default_factory=list)
    asked: int = 0
    size: int = 0
    writes: bool = False


@contextmanager
def recorded():
    """The script of whatever is asked meanwhile."""
    script = Script()

    def hear(_connection, _cursor, text, parameters, _context, many):
        if text.startswith(("BEGIN", "PRAGMA")):
            return
        script.asked += 1
        if not _around_a_page():
            script.statements.append(Statement(text, parameters, many))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield script
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def _around_a_page() -> bool:
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name in AROUND:
            return True
        frame = frame.f_back
    return False
