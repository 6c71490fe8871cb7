"""What goes up to somebody whom no mail reaches does not vanish: the office hears of it once and goes on seeing it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.mail.room import make_ready
from tracker.accounts.models import Account
from tracker.core.database import transaction
from tracker.core.text import clean_line
from tracker.mail import burials, claims, pauses
from tracker.mail.letter import Nothing
from tracker.mail.models import Bounce, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind, PauseReason
from tracker.organizations.models import ContentLevel, Organization
from tracker.reminders.jobs import JOBS
from tracker.reminders.unreached import tell_of_unreached
from tracker.tasks.status import State

from .conftest import MORNING
from .reading import addresses, ledger_of_task, set_on, words


def bury(cast, name, *, now=MORNING):
    account = cast.people[name]
    with transaction() as session:
        burials.bury(
            session, account.email, organization_id=account.organization_id, reply="550 5.1.1", now=now, by_report=True
        )


def hold_back(cast, name):
    """Every mail that waits for them is held back, as the sender does."""
    with transaction() as session:
        theirs = (OutgoingMail.account_id == cast.people[name].id, OutgoingMail.state == MailState.QUEUED)
        session.execute(sa.update(OutgoingMail).where(*theirs).values(state=MailState.SUPPRESSED))


@pytest.fixture
def unheard(books, cast, make):
    """The head of the group has missed the line by which a late task went up."""
    task = make.task(lead="a", due_on=TODAY - timedelta(days=7), state=State.IN_PROGRESS)
    books.open()
    bury(cast, "an")
    hold_back(cast, "an")
    return task


def told(books):
    return [(line.account_id, line.task_id) for line in books.lines(kind=OccurrenceKind.UNREACHED)]


def test_the_office_is_told_once_of_a_head_who_missed_it(books, cast, unheard):
    for hours in range(3):
        tell_of_unreached(NOW + timedelta(hours=hours))
    assert told(books) == [(cast.people[name].id, unheard.id) for name in ("hoa", "hung")]


@pytest.mark.parametrize("reason", [PauseReason.CLOCK, PauseReason.RESTORED])
def test_nobody_is_told_by_a_clock_or_from_a_database_in_doubt(books, unheard, reason):
    with transaction() as session:
        pauses.pause(session, reason, now=NOW)
    tell_of_unreached(NOW + timedelta(days=3))
    assert told(books) == []
    with transaction() as session:
        pauses.resume(session, reason)
    tell_of_unreached(NOW)
    assert len(told(books)) == 2
    assert {job.name for job in JOBS if not job.by_the_clock} == set(), "each writes down what a moment brings"


def test_a_second_burial_is_told_anew(books, cast, unheard):
    tell_of_unreached(NOW)
    with transaction() as session:
        burials.forgive(session, "an@example.vn")
    bury(cast, "an", now=NOW)
    tell_of_unreached(NOW)
    assert len(told(books)) == 4


def test_the_office_is_told_of_a_head_whose_other_address_is_given_up(books, cast, make):
    """What was held back stands under the address that it would have gone to, and so counts as missed there."""
    task, other = make.task(lead="a", due_on=TODAY - timedelta(days=7), state=State.IN_PROGRESS), "an.khac@example.vn"
    books.open()
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.email == "an@example.vn").values(alternative_email=other))
        burials.bury(session, other, organization_id=cast.home.id, reply="550 5.1.1", now=MORNING, by_report=True)
    for mail_id in claims.claim(worker="sender", limit=10, now=NOW):
        make_ready(mail_id, worker="sender", now=NOW)
    (mail,) = books.mails(account_id=cast.people["an"].id)
    assert (mail.state, mail.address) == (MailState.SUPPRESSED, other)
    tell_of_unreached(NOW)
    assert told(books) == [(cast.people[name].id, task.id) for name in ("hoa", "hung")]


@pytest.mark.parametrize("name", ["binh", "chi"])
def test_nobody_is_told_of_a_member_to_whom_nothing_goes_up(books, cast, make, name):
    make.task(lead="a", supporting=["b"], due_on=TODAY, state=State.IN_PROGRESS)
    books.open()
    bury(cast, name)
    hold_back(cast, name)
    tell_of_unreached(NOW)
    assert told(books) == []


def test_nor_of_a_head_who_missed_nothing(books, cast, make):
    make.task(lead="a")
    bury(cast, "an")
    tell_of_unreached(NOW)
    assert told(books) == []


def test_the_one_in_charge_and_the_standing_committee_must_not_be_missed_either(books, cast, make, news):
    task = make.task(lead="b", in_charge="chi")
    for name in ("chi", "tam"):
        news(OccurrenceKind.DIRECTION, task, name, key=f"direction:1:{name}")
        bury(cast, name)
        hold_back(cast, name)
    tell_of_unreached(NOW)
    assert len(told(books)) == 4


def test_a_mail_that_came_back_counts_as_missed(books, cast, make):
    make.task(lead="a", due_on=TODAY - timedelta(days=7), state=State.IN_PROGRESS)
    books.open()
    books.sent()
    (mail,) = books.mails(account_id=cast.people["an"].id)
    with transaction() as session:
        session.add(
            Bounce(
                organization_id=cast.home.id, mail_id=mail.id, key="k", address="an@example.vn", hard=True,
                code="5.1.1", text="unknown", received_at=NOW,
            )
        )  # fmt: skip
    bury(cast, "an")
    tell_of_unreached(NOW)
    assert len(told(books)) == 2


def test_the_notice_says_whom_and_leads_to_the_list(books, cast, unheard, write):
    tell_of_unreached(NOW)
    (notice,) = books.mails(account_id=cast.people["hoa"].id, kind=MailKind.NOTICE)
    letter = write(notice, now=NOW)
    assert letter.subject == "[Đảng ủy xã Sông] Thư không tới người nhận: 01"
    for sentence in (
        "Thư nhắc không tới được 1 người có trách nhiệm.",
        "Thư gửi đ/c Nguyễn Văn An không tới được vì địa chỉ thư hỏng.",
    ):
        assert sentence in clean_line(letter.text)
        assert sentence in words(letter.html)
    assert "http://localhost/status/addresses" in addresses(letter)
    assert letter.list_unsubscribe is None


def test_no_notice_when_it_was_mended_meanwhile(books, cast, unheard, write):
    tell_of_unreached(NOW)
    with transaction() as session:
        burials.forgive(session, "an@example.vn")
    (notice,) = books.mails(account_id=cast.people["hoa"].id, kind=MailKind.NOTICE)
    assert isinstance(write(notice, now=NOW), Nothing)


def test_the_digest_of_the_office_goes_on_counting_and_that_of_a_member_does_not(books, cast, make, digest_of, write):
    make.task(lead="a", due_on=TODAY, state=State.IN_PROGRESS)
    waiting = make.task(lead="b", state=State.AWAITING_CONFIRMATION, reported_on=TODAY - timedelta(days=1))
    bury(cast, "chi")
    letter = digest_of("hoa")
    assert waiting.title in letter.text
    assert "1 người không nhận được thư vì địa chỉ hỏng: http://localhost/status/addresses" in clean_line(letter.text)
    assert "1 người không nhận được thư vì địa chỉ hỏng" in words(letter.html)
    (mail,) = books.mails(account_id=cast.people["binh"].id, kind=MailKind.DIGEST)
    assert "không nhận được thư" not in write(mail).text


def test_where_only_codes_may_be_told_the_digest_says_nothing_of_people(cast, make, digest_of):
    set_on(Organization, cast.home.id, content_level=ContentLevel.CODE)
    make.task(lead="b", state=State.AWAITING_CONFIRMATION, reported_on=TODAY - timedelta(days=1))
    bury(cast, "chi")
    assert "không nhận được thư" not in digest_of("hoa").text


def test_the_ledger_of_a_task_says_that_the_mail_came_back(books, cast, make, session):
    task = make.task(lead="a", due_on=TODAY, state=State.IN_PROGRESS)
    books.open()
    with transaction() as writing:
        accepted = {"state": MailState.ACCEPTED, "accepted_at": MORNING, "accepted_reply": "250 ok"}
        writing.execute(sa.update(OutgoingMail).values(**accepted))
        mail = writing.scalars(sa.select(OutgoingMail).where(OutgoingMail.account_id == cast.people["an"].id)).one()
        writing.add(
            Bounce(
                organization_id=cast.home.id, mail_id=mail.id, key="k", address="an@example.vn", hard=True,
                code="5.1.1", text="no such user", received_at=NOW,
            )
        )  # fmt: skip
    rows = {row.who: row for row in ledger_of_task(session, task.id, now=NOW) if not row.future}
    assert (rows["Nguyễn Văn An"].key, rows["Nguyễn Văn An"].answer) == ("over", "5.1.1 no such user")
    assert rows["Nguyễn Văn An"].result == "bị trả lại 09:00"
    assert (rows["Trần Thị Bình"].key, rows["Trần Thị Bình"].answer) == ("done", "250 ok")
