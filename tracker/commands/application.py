"""The application around one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.app import create_app
from tracker.core.database import db


@contextmanager
def application() -> Iterator[None]:
    """Its context; its connections are closed afterwards."""
    with create_app().app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
