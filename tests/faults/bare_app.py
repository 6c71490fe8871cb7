"""The mail room alone, as an application: it starts in a fraction of the time of the whole, for each of many kills."""

from flask import Flask

import tracker.tasks.models  # noqa: F401  # the tables that the outbox points to
from tracker.core import database
from tracker.core.paths import SETTINGS
from tracker.mail import composers


def create_bare_app(**settings):
    """An application with the settings of `config.py`, the database and the outbox; `settings` go over it."""
    app = Flask("tracker.app")
    app.config.from_pyfile(str(SETTINGS))
    app.config.update(settings)
    database.init_app(app)
    composers.init_app(app)
    return app
