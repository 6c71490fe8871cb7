"""The pages of a demo alone, served inside this process: for tests that wait for no mail and for no job.

Starting the whole product reads the program four times, which takes longer than most of what is looked at.
"""

import threading
from datetime import datetime
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.product import free_port
from tests.conftest import new_app, settings_for
from tracker.core import clock
from tracker.core.database import db


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log(self, kind, message, *values) -> None:
        pass


def written_whole(app):
    """The application with each answer read to its end: a browser that leaves early leaves no file open."""

    def answer(environ, start_response):
        body = app(environ, start_response)
        try:
            return [b"".join(body)]
        finally:
            body.close()

    return answer


class Website:
    """Started and stopped as a `Product` is, on the data of one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._usual = clock.SHIFT

    def start(self, at: datetime) -> None:
        """Serve with the clock at `at`."""
        clock.SHIFT = at - clock.wall()
        settings = {"DEMO": True, "BASE_URL": self.url, "PASSWORD_MEMORY_KIB": 1024}
        self._app = new_app({**settings_for(f"sqlite:///{self.folder / 'tracker.sqlite3'}", self.folder), **settings})
        self._server = make_server(
            "127.0.0.1", self.port, written_whole(self._app), threaded=True, request_handler=Quiet
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        with self._app.app_context():
            db.engine.dispose()
        clock.SHIFT = self._usual
