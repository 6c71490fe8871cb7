"""Every table, and the migrations that make them. The only file that knows Alembic."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

import tracker.accounts.models
import tracker.audit.models
import tracker.calendar.models
import tracker.directives.models
import tracker.exchange.models
import tracker.groups.models
import tracker.indicators.models
import tracker.mail.models
import tracker.mail.shared_models
import tracker.meetings.models
import tracker.organizations.models
import tracker.reminders.models
import tracker.reports.models
import tracker.saved_filters.models
import tracker.tallies.models
import tracker.tasks.models  # noqa: F401  # all of these for the tables they declare
from tracker.core.database import Base
from tracker.core.paths import MIGRATIONS
from tracker.core.revisions import is_current

__all__ = ["downgrade", "drift", "is_current", "revisions", "upgrade"]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`."""
    with engine.connect() as connection:
        command.upgrade(_config(connection), revision)
        connection.commit()


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database down to `revision`; "base" leaves nothing."""
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)
        connection.commit()


def drift(engine: Engine) -> list[str]:
    """What the models want and the database lacks, or the other way round; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def revisions() -> list[str]:
    """All revisions, oldest first."""
    script = ScriptDirectory(str(MIGRATIONS))
    return [each.revision for each in reversed(list(script.walk_revisions()))]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
