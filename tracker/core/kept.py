"""Questions that are put together once and asked for page after page, straight of the driver.

SQLAlchemy says once for each engine what the text is, what a place takes and how a column is read. To find that out
again at each execution costs it two to five times what the driver needs for the question itself.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert

from tracker.core.engines import is_asking, writing

Statement = sa.Select[*tuple[Any, ...]] | ReturningInsert[*tuple[Any, ...]] | ReturningDelete[*tuple[Any, ...]]
_Turn = Callable[[Any], Any]
"""From a value of ours to one of the driver, or back."""

_MOST_TEXTS, _MOST_MEMBERS = 16, 64
"""A list in a place makes a text of its own for each length: so many are kept of a question, none of a longer list."""


class Kept:
    """A statement that returns rows, with places for what differs each time."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.writes = isinstance(statement, sa.UpdateBase)
        self._by_engine: dict[str, _Question] = {}

    def on(self, dialect: Dialect) -> "_Question":
        """As this engine is asked."""
        found = self._by_engine.get(dialect.name)
        if found is None:
            found = self._by_engine[dialect.name] = _Question(self.statement, dialect)
        return found


def rows_of(session: Session, question: Kept | Statement, places: Mapping[str, Any] | None = None) -> list[Any]:
    """The rows as tuples whose members are named as the columns are; of a statement that is not kept as well.

    What the session changed and has not sent yet is not seen. Errors of the database are SQLAlchemy's own; KeyError for
    a place that is left out, and ValueError for what its type refuses. RuntimeError for one that writes outside of an
    action.
    """
    connection = session.connection()
    if not isinstance(question, Kept):
        return list(connection.execute(question, places))
    if question.writes and not writing.get():
        raise RuntimeError("written outside of an action")
    return question.on(connection.dialect).ask(connection, places or {})


@dataclass(frozen=True)
class _Text:
    """What the driver is sent for lists of certain lengths. `order` is None where places go by their names.

    `given` is what the statement itself says, as the driver wants it; `asked` are the places for one value each and
    `lists` those for several, with the name of each.
    """

    sql: str
    given: Mapping[str, Any]
    asked: Sequence[tuple[str, _Turn | None]]
    lists: Sequence[tuple[str, Sequence[str], _Turn | None]]
    order: Sequence[str] | None

    def values(self, places: Mapping[str, Any]) -> Any:
        """What goes into the places, as the driver wants it."""
        found = dict(self.given)
        for name, turn in self.asked:
            found[name] = places[name] if turn is None else turn(places[name])
        for name, members, turn in self.lists:
            found.update(zip(members, places[name] if turn is None else map(turn, places[name]), strict=True))
        return found if self.order is None else tuple([found[name] for name in self.order])


class _Question:
    """A statement for one engine."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled: SQLCompiler = statement.compile(dialect=dialect)
        if compiled.literal_execute_params or compiled.escaped_bind_names or compiled.insert_prefetch:
            raise ValueError("what this statement sends is only known when it is sent")
        places = {name: place for place, name in compiled.bind_names.items()}
        if any(not place.required and not place.unique for place in places.values()):
            raise ValueError("a place of this statement may be left out")
        self._dialect, self._compiled, self._places = dialect, compiled, places
        self._lists = [name for name, place in places.items() if place.required and place.expanding]
        self._texts: dict[tuple[int, ...], _Text] = {}
        self._types = [each.type.dialect_impl(dialect) for each in statement.exported_columns]
        self._turns: Sequence[tuple[int, _Turn]] | None = None
        names = [str(name) for name in statement.exported_columns.keys()]  # noqa: SIM118 - columns, not a dict
        named = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024 - known only now
        self._row: Callable[[Iterable[Any]], Any] = named._make

    def ask(self, connection: Connection, places: Mapping[str, Any]) -> list[Any]:
        """Send it and read the whole answer."""
        text = self._text_for(places)
        sent = text.values(places)
        try:
            cursor = connection.connection.cursor()
            for hear in connection.engine.dispatch.before_cursor_execute:
                hear(connection, cursor, text.sql, sent, None, False)  # noqa: FBT003 - as SQLAlchemy calls it
            cursor.execute(text.sql, sent)
            rows, described = cursor.fetchall(), cursor.description
            cursor.close()
        except connection.dialect.loaded_dbapi.Error as error:
            _tell(error, connection, text.sql, sent)
        if self._turns is None:
            self._turns = self._turns_of(described)
        return self._read(rows, self._turns)

    def _text_for(self, places: Mapping[str, Any]) -> _Text:
        lengths = tuple([len(places[name]) for name in self._lists])
        found = self._texts.get(lengths)
        if found is None:
            found = self._text(places)
            if len(self._texts) < _MOST_TEXTS and sum(lengths) <= _MOST_MEMBERS:
                self._texts[lengths] = found
        return found

    def _text(self, places: Mapping[str, Any]) -> _Text:
        values: dict[str, Any] = {
            name: places[name] if place.required else place.value for name, place in self._places.items()
        }
        spread = self._compiled.construct_expanded_state(dict(values))
        given, asked, lists = dict[str, Any](), list[Any](), list[Any]()
        for name, place in self._places.items():
            turn = place.type.dialect_impl(self._dialect).bind_processor(self._dialect)
            members = spread.parameter_expansion.get(name)
            if not place.required:
                names, several = ([name], [values[name]]) if members is None else (members, values[name])
                given.update(zip(names, map(turn, several) if turn else several, strict=True))
            elif members is None:
                asked.append((name, turn))
            else:
                lists.append((name, members, turn))
        return _Text(sql=spread.statement, given=given, asked=asked, lists=lists, order=spread.positiontup)

    def _turns_of(self, described: Sequence[Any]) -> Sequence[tuple[int, _Turn]]:
        """The columns that are read otherwise than the driver gives them; it has told what it gives."""
        found = [
            (place, each.result_processor(self._dialect, told[1]))
            for place, (each, told) in enumerate(zip(self._types, described, strict=True))
        ]
        return [(place, turn) for place, turn in found if turn is not None]

    def _read(self, rows: Sequence[Any], turns: Sequence[tuple[int, _Turn]]) -> list[Any]:
        if not turns:
            return [self._row(row) for row in rows]
        return [self._row(_turned(row, turns)) for row in rows]


def _turned(row: Sequence[Any], turns: Sequence[tuple[int, _Turn]]) -> list[Any]:
    """What is NULL stays None for every type of ours."""
    cells = list(row)
    for place, turn in turns:
        if cells[place] is not None:
            cells[place] = turn(cells[place])
    return cells


def _tell(error: Any, connection: Connection, sql: str, sent: Any) -> NoReturn:
    """Raise the error as SQLAlchemy tells it.

    Where no transaction is around, or the connection is lost, it is let run into the same error, so that it does all
    that has to be done about that. Inside a transaction that has failed it would run into another.
    """
    dialect, line = connection.dialect, connection.connection.dbapi_connection
    if is_asking(connection) or dialect.is_disconnect(error, line, None):
        connection.exec_driver_sql(sql, sent)
    raise DBAPIError.instance(sql, sent, error, dialect.loaded_dbapi.Error, dialect=dialect) from error
