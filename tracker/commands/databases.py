"""Looking after the database: up, down, and whether it is whole."""

from collections.abc import Iterator

from sqlalchemy import Engine

from tracker import schema

WIDTH = 160


def tell_the_planner(engine: Engine) -> None:
    """Look at the tables once, because migrations have changed them.

    Of a column that is new the database knows nothing until somebody looks, and guesses: a question about few rows
    then reads all of them. `PRAGMA optimize` would look only at tables that its own connection has already asked.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def check(engine: Engine) -> Iterator[tuple[bool, str]]:
    """Each question asked of the database: whether the answer is good, and the line that says it."""
    current = schema.is_current(engine)
    yield current, f"migrations: {'at head' if current else 'not all have run; run `tracker db upgrade`'}"
    if current:  # before that the tables differ from the models, and should
        drift = schema.drift(engine)
        yield not drift, "\n  ".join([f"drift: {len(drift)}", *(each[:WIDTH] for each in drift)])
    if engine.dialect.name == "sqlite":
        yield from _check_file(engine)


def _check_file(engine: Engine) -> Iterator[tuple[bool, str]]:
    """SQLite's own questions: is the file sound, and does every reference lead somewhere."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
        yield found == ["ok"], f"quick_check: {', '.join(found)}"
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        yield not broken, f"foreign_key_check: {len(broken)} broken"
