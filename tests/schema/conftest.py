"""An empty database of one's own on each engine, and migrations that exist for one test only."""

import shutil
from itertools import count

import pytest
from sqlalchemy import create_engine

from tracker import schema
from tracker.core import engines, revisions
from tracker.core.paths import MIGRATIONS

numbers = count(1)


@pytest.fixture
def address(engine_name, request, tmp_path):
    """The address of a database without any table."""
    if engine_name == "sqlite":
        return f"sqlite:///{tmp_path / 'schema.sqlite3'}"
    return request.getfixturevalue("cluster").new_database(f"schema{next(numbers)}")


@pytest.fixture
def engine(address):
    """The engine as the application sets it up."""
    made = create_engine(address)
    engines.prepare(made)
    yield made
    made.dispose()


@pytest.fixture
def migrations(tmp_path, monkeypatch):
    """A copy of the migrations that the product's own code uses, to which `write` adds further ones."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(revisions, "MIGRATIONS", folder)

    def write(revision: str, *, after: str, upgrade: str) -> None:
        body = "\n".join(f"    {line}" for line in upgrade.strip().splitlines())
        (folder / "versions" / f"{revision}.py").write_text(
            f"import sqlalchemy as sa\nfrom alembic import op\n\nrevision = {revision!r}\ndown_revision = {after!r}\n"
            f"branch_labels = depends_on = None\n\n\ndef upgrade():\n{body}\n\n\ndef downgrade():\n    pass\n"
        )

    write.folder = folder
    return write
