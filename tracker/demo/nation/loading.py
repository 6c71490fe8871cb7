"""Putting many rows into a database as fast as it takes them: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from tracker.core.database import Base


def load(connection: Connection, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Insert rows by table, in the order of the mapping. All rows of a table have the same columns."""
    for name, some in rows.items():
        table = Base.metadata.tables[name]
        columns = [table.columns[each] for each in some[0]]
        values = _bound(connection, columns, some)
        if connection.dialect.name == "postgresql":
            _copy(connection, table, columns, values)
        else:
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {name} ({_listed(connection, columns)}) VALUES ({marks})"  # noqa: S608 - our names
            connection.exec_driver_sql(statement, values)


def mend_sequences(connection: Connection, tables: Iterable[str]) -> None:
    """PostgreSQL counts on after the ids that were given here."""
    if connection.dialect.name != "postgresql":
        return
    for name in tables:
        largest = f"(SELECT max(id) FROM {name})"  # noqa: S608 - our names
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {largest})")


def _bound(
    connection: Connection, columns: Sequence[sa.Column[Any]], rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """The values as the driver takes them: what a type does to a value is asked once for each column."""
    workers = [
        (column.key, column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect))
        for column in columns
    ]
    return [tuple(work(row[key]) if work else row[key] for key, work in workers) for row in rows]


def _copy(
    connection: Connection, table: sa.Table, columns: Sequence[sa.Column[Any]], values: Iterable[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({_listed(connection, columns)}) FROM STDIN") as copy,
    ):
        for row in values:
            copy.write_row(row)


def _listed(connection: Connection, columns: Sequence[sa.Column[Any]]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return ", ".join(quote(each.name) for each in columns)
