"""Programs that guard a mailbox open every link of every mail, some of them twice: nothing may come of it."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.house.world import digest
from tests.mail.room import make_ready
from tests.tasks.acts import report_done
from tracker.accounts.models import Account
from tracker.accounts.queries import actor_of
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.links.codes import send_code
from tracker.mail import claims
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind
from tracker.reminders.actions import queue_due
from tracker.reminders.models import ReminderCursor
from tracker.tasks.direction_actions import direct
from tracker.tasks.review_actions import send_back
from tracker.tasks.status import State

MORNING = datetime(2026, 5, 12, 0, 30, tzinfo=UTC)
READ = MORNING + timedelta(minutes=10)
_LINK = re.compile(r"https?://localhost[^\s\"'<>]*")


@pytest.fixture
def mails(make, cast):
    """A morning with every kind of mail: (kind, the mail as it left)."""
    for days in (-12, -3, 0, 3):
        make.task(lead="a", supporting=["b"], due_on=TODAY + timedelta(days=days), in_charge="binh")
    make.task(lead="b", due_on=TODAY + timedelta(days=30), assigned_on=TODAY - timedelta(days=60))
    make.task(lead="a", state=State.AWAITING_CONFIRMATION, due_on=TODAY, reported_on=TODAY - timedelta(days=1))
    back = make.task(lead="a", due_on=TODAY)
    report_done(back, cast.an, now=MORNING - timedelta(hours=2))
    send_back(back.id, 2, "Số liệu chưa khớp, đối chiếu lại", actor=cast.hoa, now=MORNING - timedelta(hours=1))
    direct(back.id, "Khẩn trương", actor=cast.tam, now=MORNING - timedelta(hours=1))
    with transaction() as session:
        session.add_all(
            ReminderCursor(organization_id=each.id, done_until=TODAY - timedelta(days=1), moved_at=MORNING)
            for each in cast.organizations.values()
        )
    queue_due(MORNING)
    account = db.session.get(Account, cast.people["binh"].id)
    send_code(account, back.id, actor=actor_of(db.session(), account, MORNING), now=MORNING)
    return list(written())


def written():
    """Every mail that is due, as a sender hands it over."""
    taken = claims.claim(worker="sender", limit=100, now=MORNING)
    for mail_id in taken:
        ready = make_ready(mail_id, worker="sender", now=MORNING)
        if ready is not None:
            kind = db.session.scalars(sa.select(OutgoingMail.kind).where(OutgoingMail.id == mail_id)).one()
            yield kind, email.message_from_bytes(ready.message, policy=email.policy.default)
    db.session.rollback()


def links_of(message) -> set[str]:
    """Every address in the bodies and in the headers."""
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    headers = [str(value) for value in message.values()]
    return {unescape(found).rstrip(".,)") for text in (*texts, *headers) for found in _LINK.findall(text)}


def answers(visitor, links, method="GET"):
    """What each link is answered: the code, and where it leads."""
    found = {}
    visitor.token()
    for link in sorted(links):
        parts = urlsplit(link)
        db.session.rollback()
        with clock.frozen(READ):
            answer = visitor.client.open(f"{parts.path}?{parts.query}".rstrip("?"), method=method)
        answer.close()
        found[link] = (answer.status_code, answer.headers.get("Location", "").partition("?")[0])
    db.session.rollback()
    return found


def test_every_link_of_every_mail_opened_twice_changes_nothing_and_stays_valid(
    mails, pages, record_property, engine_name
):
    assert {kind for kind, _message in mails} >= {MailKind.DIGEST, MailKind.NOTICE, MailKind.CODE}
    links = set().union(*(links_of(message) for _kind, message in mails))
    signed = {link for link in links if "/l/" in link}
    assert len(signed) >= 5
    stranger, another = pages.of(None), pages.of("kien")
    first = answers(stranger, links)
    answers(another, [])
    before = digest(db.engine)
    for visitor in (stranger, another):
        for _scan in range(2):
            for method in ("GET", "HEAD"):
                answers(visitor, links, method)
    changed = digest(db.engine) != before
    after = answers(stranger, links)
    valid = sum(first[link] == after[link] for link in links)
    line = f"links={len(links)} rows changed={int(changed)} still valid={100 * valid // len(links)} %"
    record_property("house", f"{engine_name}: {line}")
    assert not changed
    assert after == first
    assert {link: found for link, found in first.items() if found[0] not in {200, 303}} == {}
    assert {link: first[link] for link in signed if first[link] != (200, "")} == {}
