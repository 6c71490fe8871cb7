"""The application: settings, database, hooks, rooms. Reads as a table of contents."""

import logging
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.accounts import access
from tracker.accounts import views as accounts
from tracker.administration import (
    address_views,  # noqa: F401  # adds a page to that of sending
    calendar_import_views,  # noqa: F401  # adds a page to that of the calendar
    field_views,  # noqa: F401  # adds pages to those of organizations
    restored_views,  # noqa: F401  # adds a page to that of sending
)
from tracker.administration import audit_views as audit
from tracker.administration import calendar_views as calendar
from tracker.administration import organization_views as organizations
from tracker.administration import status_views as operations
from tracker.board import (
    deadline_views,  # noqa: F401  # adds the page of deadlines to the room
    meeting_views,  # noqa: F401  # adds the pages of a meeting to the room
    room_views,  # noqa: F401  # and those of its screen
)
from tracker.board import views as board
from tracker.core import database, languages, marked_rows, revisions
from tracker.core.paths import SETTINGS, TEMPLATES
from tracker.demo import views as demo
from tracker.directives import views as directives
from tracker.exchange import views as exchange
from tracker.groups import views as groups
from tracker.intake import note_views  # noqa: F401  # adds pages to the room
from tracker.intake import views as intake
from tracker.links import digest_views  # noqa: F401  # adds a page to the room
from tracker.links import letters as link_letters
from tracker.links import views as links
from tracker.mail import composers
from tracker.navigation import pages as navigation
from tracker.pace import views as pace
from tracker.reminders import (  # noqa: F401  # views add their pages to the room
    chase_views,
    ladder_views,
    letters,
    mute_views,
    preview_views,
    wish_views,
)
from tracker.reminders import views as reminders
from tracker.reports import sending_views  # noqa: F401  # adds its buttons to the room
from tracker.reports import views as reports
from tracker.saved_filters import views as saved_filters
from tracker.sheets import views as sheets
from tracker.tallies import keeping
from tracker.tasks import change_views, review_views, update_views  # noqa: F401  # they add pages to the room
from tracker.tasks import views as tasks
from tracker.update_rate import views as update_rate
from tracker.web import assets, errors, filters, headers
from tracker.web.environment import SharedGlobals
from tracker.web.pieces import remembered, shelved

log = logging.getLogger(__name__)
SHORTEST_SECRET = 32


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Build the application; `settings` override what `config.py` read from the environment."""
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=None)
    app.jinja_environment = SharedGlobals
    app.config.from_pyfile(str(SETTINGS))
    app.config.from_mapping(settings or {})
    configure(app)
    database.init_app(app)
    marked_rows.init_app()
    prepare_templates(app)
    for part in (headers, assets, filters, errors, access):
        part.init_app(app)
    tokens = CSRFProtect(app)
    for room in (accounts, organizations, groups, calendar, directives, intake, tasks, links, board, audit, navigation):
        app.register_blueprint(room.bp)
    for room in (reminders, exchange, operations, reports, pace, saved_filters, update_rate, sheets):
        app.register_blueprint(room.bp)
    if app.config["DEMO"]:
        app.register_blueprint(demo.bp)
    navigation.init_app(app, is_current=revisions.is_current)
    composers.init_app(app)
    letters.init_app(app)
    link_letters.init_app(app)
    keeping.init_app(app)
    for view in app.view_functions.values():
        if getattr(view, "from_anywhere", False) or getattr(view, "checks_token_itself", False):
            tokens.exempt(view)
    return app


def configure(app: Flask) -> None:
    """Derive what Flask wants from our settings, and refuse to start unsafely."""
    base = urlsplit(app.config["BASE_URL"])
    secure = base.scheme == "https"
    if app.config["DEMO"] and not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = demo_secret(Path(app.config["DATA_DIR"]))
    if len(app.config["SECRET_KEY"]) < SHORTEST_SECRET:
        raise SystemExit("SECRET_KEY is missing or shorter than 32 characters; see docs/settings.md")
    hosts = app.config["TRUSTED_HOSTS"] or [base.hostname or "localhost"]
    app.config.update(
        TRUSTED_HOSTS=hosts,
        MAX_CONTENT_LENGTH=app.config["REQUEST_MEGABYTES"] * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="__Host-tracker" if secure else "tracker",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open on a phone for a day; the sign-in is what ends
    )
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def demo_secret(folder: Path) -> str:
    """The demo keeps a random secret beside its database, so that a second start keeps people signed in."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret"
    if not path.exists():
        path.write_text(secrets.token_hex(32))
        path.chmod(0o600)
    return path.read_text().strip()


def prepare_templates(app: Flask) -> None:
    """A typo in a template is an error; words are translated; white space is kept small."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        languages.plain_gettext, languages.plain_ngettext, newstyle=True
    )
    app.jinja_env.globals.update(language=languages.language, remembered=remembered, shelved=shelved)
