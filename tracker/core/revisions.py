"""Whether every migration has run, told without Alembic: a web server that only asks this need not carry it."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from tracker.core.paths import MIGRATIONS


@cache
def newest_revision(migrations: Path) -> str:
    """The last of the migrations of a folder. Their files begin with their revisions, which count upwards."""
    return max(path.stem.partition("_")[0] for path in (migrations / "versions").glob("*.py"))


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest revision; one without any table is not."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return False
        return bool(
            connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == newest_revision(MIGRATIONS)
        )
