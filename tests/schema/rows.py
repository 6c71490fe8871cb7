"""One row for every table of a database, whatever its revision: the tables are read from the database itself."""

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa

MOMENT = dt.datetime(2026, 5, 12, 2, 0, tzinfo=dt.UTC)
EXAMPLES = (
    (sa.Boolean, True),
    (sa.Integer, 1),
    (sa.Numeric, Decimal("5466.32")),
    (sa.DateTime, MOMENT),
    (sa.Date, MOMENT.date()),
    (sa.Time, dt.time(7, 30)),
    (sa.JSON, {"đã": 1}),
)
KEPT_BY_ALEMBIC = "alembic_version"


def tables(engine: sa.Engine) -> list[sa.Table]:
    """All tables, parents before children."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    return [table for table in metadata.sorted_tables if table.name != KEPT_BY_ALEMBIC]


def fill(engine: sa.Engine) -> None:
    """Put one row into every table; references lead to the row of their parent."""
    with engine.begin() as connection:
        kept: dict[str, dict] = {}
        for table in tables(engine):
            kept[table.name] = row = {column.name: _value(table, column, kept) for column in table.columns}
            connection.execute(table.insert().values(row))


def counts(engine: sa.Engine) -> dict[str, int]:
    """Rows by table."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables(engine)
        }


def _value(table: sa.Table, column: sa.Column, kept: dict[str, dict]):
    for key in column.foreign_keys:
        parent = key.column.table
        if parent is not table:
            return kept[parent.name][key.column.name]
        return None if column.nullable else 1
    return _plain(column)


def _plain(column: sa.Column):
    """A value that the type takes, different from a default so that a lost value would show."""
    kind = column.type
    if isinstance(kind, sa.String):
        return "đã ghi"[: kind.length or 20]
    if isinstance(kind, sa.DateTime) and not kind.timezone:
        return MOMENT.replace(tzinfo=None)
    return next(value for known, value in EXAMPLES if isinstance(kind, known))
