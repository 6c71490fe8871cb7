"""One mail of every kind, written from the demo's own data on a Thursday; the weekly lists on the Monday after it."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from tests.browser.product import at
from tests.browser.sights import MEMBER
from tracker import schema
from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.accounts.queries import actor_of
from tracker.app import create_app
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.languages import speaking
from tracker.demo import actions as demo
from tracker.links.codes import send_code
from tracker.mail.composers import composer_of
from tracker.mail.letter import Letter, Nothing
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceState
from tracker.mail.test_letter import queue_test
from tracker.organizations.models import ContentLevel, Organization
from tracker.reminders.actions import queue_due
from tracker.reminders.chase_rules import Reach
from tracker.reminders.chases import Wanted, chase, look_at
from tracker.tasks.change_actions import move_deadline
from tracker.tasks.direction_actions import direct
from tracker.tasks.models import Task
from tracker.tasks.status import OPEN_STATES

OFFICE, STANDING = "vanphong@canloc.example", "thuongtruc@canloc.example"
THURSDAY, MONDAY = at(2026, 11, 26, 7), at(2026, 11, 30, 7, 31)
CHASED = (
    "Đề nghị đơn vị báo cáo kết quả trước 16 giờ ngày 02/12, nêu rõ số liệu của từng thôn.\nKhó khăn thì ghi cụ thể."
)
DIRECTED = "Khẩn trương làm việc với các hộ còn lại, báo cáo Thường trực trước ngày 5/12."

SECRET = "of no use to anybody, but always the same pictures"


def write_letters(folder: Path) -> dict[str, Letter]:
    """The letters by the names of their pictures."""
    settings = {"DEMO": True, "DATA_DIR": str(folder), "BASE_URL": "https://theodoi.example", "SECRET_KEY": SECRET}
    app = create_app({**settings, "PASSWORD_TIME_COST": 1, "PASSWORD_MEMORY_KIB": 1024})
    with app.app_context():
        schema.upgrade(db.engine)
        with clock.frozen(THURSDAY):
            demo.load(THURSDAY)
            letters = _of_thursday()
        _all_sent()
        with clock.frozen(MONDAY):
            letters |= _of_monday()
        db.session.remove()
        db.engine.dispose()
    return letters


def _all_sent() -> None:
    """What waited was sent, so that the next morning makes up for nothing."""
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(state=MailState.ACCEPTED))


def _of_thursday() -> dict[str, Letter]:
    """The newest digest waits in a fresh demo."""
    _happen(_tasks_of(MEMBER))
    found = {
        "mail-digest": _letter(MEMBER, MailKind.DIGEST, THURSDAY),
        "mail-notice": _letter(MEMBER, MailKind.NOTICE, THURSDAY),
        "mail-chase": _letter(MEMBER, MailKind.CHASE, THURSDAY),
        "mail-code": _letter(MEMBER, MailKind.CODE, THURSDAY),
        "mail-test": _letter(MEMBER, MailKind.TEST, THURSDAY),
        "mail-digest-english": _letter(MEMBER, MailKind.DIGEST, THURSDAY, locale="en"),
    }
    for level in (ContentLevel.TITLE, ContentLevel.CODE, ContentLevel.FULL):
        with transaction() as session:
            session.execute(sa.update(Organization).values(content_level=level))
        if level is not ContentLevel.FULL:
            found[f"mail-digest-{level}"] = _letter(MEMBER, MailKind.DIGEST, THURSDAY)
    return found


def _of_monday() -> dict[str, Letter]:
    queue_due(MONDAY)
    return {
        "mail-office": _letter(OFFICE, MailKind.DIGEST, MONDAY),
        "mail-committee": _letter(STANDING, MailKind.DIGEST, MONDAY),
    }


def _happen(tasks: list[Task]) -> None:
    """What is told at once: a direction, another deadline, a chase, a code, a trial of the settings."""
    office, standing = _actor(OFFICE), _actor(STANDING)
    first, last = tasks[0], tasks[-1]
    direct(first.id, DIRECTED, actor=standing, now=THURSDAY)
    later = THURSDAY.date().replace(month=12, day=25)
    move_deadline(last.id, last.version, later, "Theo đề nghị của đơn vị", actor=office, now=THURSDAY)
    wanted = Wanted(task_ids=tuple(task.id for task in tasks[:3]), reach=Reach.LEAD, text=CHASED)
    seal = look_at(db.session(), wanted, actor=office, day=THURSDAY.date()).seal
    chase(wanted, form_key="one form", seal=seal, actor=office, now=THURSDAY)
    account = _account(MEMBER)
    send_code(account, first.id, actor=_actor(MEMBER), now=THURSDAY)
    queue_test(MEMBER, organization_id=account.organization_id, now=THURSDAY)


def _tasks_of(email: str) -> list[Task]:
    """The open tasks that somebody's group leads, the most pressing first."""
    query = sa.select(Task).where(Task.lead_group_id.in_(_actor(email).group_ids), Task.state.in_(OPEN_STATES))
    return list(db.session.scalars(query.order_by(Task.due_on.is_(None), Task.due_on, Task.id)))


def _account(email: str) -> Account:
    return db.session.scalars(sa.select(Account).where(Account.email == email)).one()


def _actor(email: str) -> Actor:
    return actor_of(db.session(), _account(email), THURSDAY)


def _letter(email: str, kind: MailKind, now: datetime, *, locale: str = "vi") -> Letter:
    """The newest mail of a kind that waits for somebody, as the sender would write it."""
    with transaction() as session:
        waits = (OutgoingMail.address == email, OutgoingMail.kind == kind, OutgoingMail.state == MailState.QUEUED)
        mail = session.scalars(sa.select(OutgoingMail).where(*waits).order_by(OutgoingMail.id.desc())).first()
        assert mail is not None, f"no {kind} waits for {email}"
        lines = [line for line in mail.lines if line.state is OccurrenceState.ATTACHED]
        with speaking(locale):
            letter = composer_of(mail.kind)(session, [mail], {mail.id: lines}, now)(mail)
    assert not isinstance(letter, Nothing), letter
    return letter
