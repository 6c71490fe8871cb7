"""Reading what was written: mails as their readers see them, and rows as others change them."""

import re
from html import unescape

import sqlalchemy as sa

from tracker.accounts.actor import system
from tracker.accounts.signed_links import Purpose, read_token
from tracker.core.database import transaction
from tracker.core.text import clean_line
from tracker.mail.status import OccurrenceState
from tracker.reminders import queries
from tracker.reminders.plans import plans_about
from tracker.tasks.dossier_queries import read_dossier
from tracker.tasks.models import Task
from tracker.tasks.queries import almanac


def words(html):
    """What a reader of the HTML sees, without the preview line."""
    seen = re.sub(r'(?s)<head>.*?</head>|<div style="display:none.*?</div>', " ", html)
    return clean_line(unescape(re.sub(r"<[^>]+>", " ", seen)))


def opened(text):
    """The text with each signed link spelt out, so that a test can say whose and what for: /l/<account>-<task>."""

    def spell(found):
        link = read_token(Purpose.UPDATE, found[1])
        return f"/l/{link.account_id}-{link.object_id}"

    return re.sub(r"/l/([\w.-]+)", spell, text)


def addresses(letter):
    return set(re.findall(r'href="([^"]+)"', letter.html))


def reasons(books):
    return [line.state_reason for line in books.lines(state=OccurrenceState.CANCELLED)]


def dossier_of(session, task_id):
    """The task as its page has it."""
    committee = session.scalar(sa.select(Task.organization_id).where(Task.id == task_id))
    return read_dossier(session, task_id, system(committee))


def ledger_of_task(session, task_id, *, now):
    """The ledger as the page of the task has it."""
    task = dossier_of(session, task_id)
    plan = plans_about(session, task.organization_id, task.id, task.quarter).of(task.id, task.quarter)
    return queries.ledger_of_task(session, task, almanac(session, task.organization_id, now), plan)


def set_on(model, row_id, **values):
    with transaction() as session:
        session.execute(sa.update(model).where(model.id == row_id).values(**values))
