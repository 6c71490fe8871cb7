"""The mail room with one committee in it."""

import pytest
import sqlalchemy as sa

from tests.faults.world import committee
from tests.mail.room import NOW, Room
from tracker.core.database import db


@pytest.fixture
def room(app, monkeypatch):
    """The mail room on one engine, its clock at half past seven in Vietnam."""
    for name, value in {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": 1, "SMTP_SECURITY": "none", "SMTP_USERNAME": ""}.items():
        monkeypatch.setitem(app.config, name, value)
    with app.app_context():
        with db.engine.begin() as connection:
            for table, rows in committee(NOW):
                connection.execute(sa.insert(table), rows)
        yield Room(app)
        db.session.remove()
