"""The world that the house tests walk, on each engine, with every page that the product can have."""

import pytest

from tests.conftest import new_app
from tests.house.doors import NAMES
from tests.house.world import build
from tracker.core.database import db
from tracker.web.forms import Form

KEPT_SETTINGS = ("SECRET_KEY", "DATABASE_URL", "DATA_DIR", "BASE_URL", "MAIL_FROM", "SMTP_SECURITY")


@pytest.fixture
def whole(app, apps, engine_name):
    """The application with the demo's pages as well, on the same database."""
    name = f"{engine_name} with the demo"
    if name not in apps:
        cost = {"PASSWORD_TIME_COST": 1, "PASSWORD_MEMORY_KIB": 8}
        apps[name] = new_app({**{key: app.config[key] for key in KEPT_SETTINGS}, **cost, "DEMO": True})
    yield apps[name]
    with apps[name].app_context():  # the file of the database is put back after each test
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(whole, cast, make):
    return build(whole, cast, make, NAMES)


@pytest.fixture
def routes(whole):
    """Every (endpoint, method) of the application but those that Flask adds by itself."""
    return sorted(
        (rule.endpoint, method)
        for rule in whole.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    )


@pytest.fixture
def tell(record_property):
    """A line of figures: into the report, and onto the screen of whoever runs this test alone."""

    def write(line: str) -> None:
        record_property("house", line)
        print(line)

    return write


@pytest.fixture
def forms(monkeypatch):
    """Every form that the product makes while it answers."""
    made: list[Form] = []
    build = Form.__init__

    def noting(self, *args, **kwargs):
        build(self, *args, **kwargs)
        made.append(self)

    monkeypatch.setattr(Form, "__init__", noting)
    return made
