"""What this room gives to the others: who writes its mails, and the ledger for the page of a task."""

from flask import Flask

from tracker.core import clock, columns
from tracker.core.database import db
from tracker.mail import composers
from tracker.mail.status import MailKind
from tracker.reminders import chase, digest, notice
from tracker.reminders.queries import LedgerRow, ledger_of_task


def init_app(app: Flask) -> None:
    """Register the composers, and `reminders_about(task_id)` for templates of rooms below this one."""
    composers.register(app, MailKind.DIGEST, digest.compose)
    composers.register(app, MailKind.NOTICE, notice.compose)
    composers.register(app, MailKind.CHASE, chase.compose)
    app.jinja_env.filters["columns"] = columns.wrap
    app.jinja_env.filters["pad"] = columns.pad
    app.jinja_env.globals["reminders_about"] = reminders_about


def reminders_about(task_id: int) -> list[LedgerRow]:
    """The ledger of a task, as of now."""
    return ledger_of_task(db.session(), task_id, now=clock.now())
