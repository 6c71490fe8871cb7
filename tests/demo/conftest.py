"""Applications as the demo has them, each with an empty database of its own."""

import shutil
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine

from tests.conftest import new_app
from tracker import schema
from tracker.core.database import db


def settings_for(url, folder):
    return {
        "SECRET_KEY": "a secret for tests, long enough to pass",
        "DATABASE_URL": url,
        "DATA_DIR": folder,
        "BASE_URL": "http://localhost",
        "MAIL_FROM": "nhacviec@theodoi.example",
        "SMTP_SECURITY": "none",
        "DEMO": True,
    }


@pytest.fixture(scope="module")
def empty_app(request, tmp_path_factory, empty_sqlite):
    """Make applications with an empty database of their own."""

    @contextmanager
    def make(engine_name):
        folder = tmp_path_factory.mktemp("demo")
        if engine_name == "sqlite":
            url = f"sqlite:///{folder / 'tracker.sqlite3'}"
            shutil.copy(empty_sqlite, folder / "tracker.sqlite3")
        else:
            url = request.getfixturevalue("cluster").new_database(folder.name)
            engine = create_engine(url)
            schema.upgrade(engine)
            engine.dispose()
        app = new_app(settings_for(url, folder))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    return make
