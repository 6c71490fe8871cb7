"""What people do to tasks in these tests, in as few words as possible; and what the database says afterwards."""

from decimal import Decimal
from itertools import count

import sqlalchemy as sa

from tests.cast import NOW
from tracker.audit.models import AuditEntry
from tracker.core.database import db, transaction
from tracker.indicators.models import Indicator
from tracker.mail.models import Occurrence
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.rules import Product
from tracker.tasks.status import Kind, SelfRating
from tracker.tasks.update_actions import Answers, post_update

_keys = count(1)
PRODUCTS = {
    Kind.DELIVER_DOCUMENT: Product(document_number="05-ĐA/ĐU", document_date=NOW.date()),
    Kind.REACH_NUMBER: Product(),
    Kind.HANDLE_CASES: Product(cases_remaining=0),
    Kind.MILESTONE: Product(launched_on=NOW.date()),
    Kind.ONGOING_ACTIVITY: Product(closing_note="Đã làm xong cả quý"),
}


def fresh(task: Task) -> Task:
    """The task as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Task, task.id)


def says(task: Task, **more) -> Answers:
    """An ordinary update of somebody who saw the task as it is now."""
    ordinary = {"version": fresh(task).version, "self_rating": SelfRating.ON_TRACK, "done_text": "Đã làm một nửa"}
    return Answers(**{**ordinary, "form_key": f"key {next(_keys)}", **more})


def report(task: Task, actor, *, now=NOW, **more):
    """An update, as the database has it."""
    made = post_update(task.id, says(task, **more), actor=actor, now=now)
    return db.session.get_one(StatusUpdate, made.id)


def report_done(task: Task, actor, *, now=NOW, **more):
    """A report of completion with what the kind promises."""
    found = fresh(task)
    values = {each.id: Decimal(1) for each in found.indicators}
    done = {"self_rating": SelfRating.DONE, "product": PRODUCTS[found.kind], "values": values}
    return report(task, actor, now=now, **{**done, **more})


def indicator(task: Task, *, name="Số thu", unit="tỷ đồng", **more) -> Indicator:
    """A number the task is to reach."""
    with transaction() as session:
        made = Indicator(organization_id=task.organization_id, task_id=task.id, name=name, unit=unit, **more)
        session.add(made)
    return made


def entries(task: Task) -> list[AuditEntry]:
    """The trail of the task, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.task_id == task.id).order_by(AuditEntry.id)))


def told(task: Task, cast, kind) -> list[str]:
    """Who is owed a line of this kind about the task, by their short names."""
    names = {account.id: name for name, account in cast.people.items()}
    rows = sa.select(Occurrence.account_id).where(Occurrence.task_id == task.id, Occurrence.kind == kind)
    db.session.rollback()
    return sorted(names[account_id] for account_id in db.session.scalars(rows))
