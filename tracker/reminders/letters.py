"""What this room gives to the others: who writes its mails."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from tracker.core import columns
from tracker.mail import composers
from tracker.mail.composers import Composer, Lines, Writer
from tracker.mail.letter import Letter, Nothing, NotNow
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind
from tracker.reminders import chase, digest, notice
from tracker.reminders.fact_queries import read_facts
from tracker.reminders.facts import Facts


def init_app(app: Flask) -> None:
    """Register the composers, and the filters of their templates."""
    composers.register(app, MailKind.DIGEST, _composer(digest.compose))
    composers.register(app, MailKind.REPORT, _composer(digest.compose_report))
    composers.register(app, MailKind.NOTICE, _composer(notice.compose))
    composers.register(app, MailKind.CHASE, _composer(chase.compose))
    app.jinja_env.filters["columns"] = columns.wrap
    app.jinja_env.filters["pad"] = columns.pad


def _composer(compose: Callable[[Facts, OutgoingMail, list[Occurrence]], Letter | Nothing | NotNow]) -> Composer:
    """Mails about tasks: what is true is read for all of them together."""

    def begin(session: Session, mails: Sequence[OutgoingMail], lines: Lines, now: datetime) -> Writer:
        facts = read_facts(session, mails, lines, now)
        return lambda mail: compose(facts[mail.organization_id], mail, lines[mail.id])

    return begin
