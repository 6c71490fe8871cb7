"""The list of mails that an older database does not know: shown page by page, decided, and only then resumed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.administration.looking_back import look_back
from tracker.audit.models import AuditEntry
from tracker.core.database import db, transaction
from tracker.mail import journal, pauses, restored
from tracker.mail.identity import give_identity
from tracker.mail.journal import Entry
from tracker.mail.models import OutgoingMail, RestoredMail
from tracker.mail.reaping import FROM_JOURNAL
from tracker.mail.restored_decisions import COUNTED_AS_SENT
from tracker.mail.status import MailKind, MailState, PauseReason, RestoredDecision
from tracker.web.paging import PAGE_SIZE

SENT_AT = NOW - timedelta(hours=1)
REPLY = "250 2.0.0 queued as 7"


@pytest.fixture
def sent(cast, session):
    """Writes into the journal that a mail to somebody was accepted; gives its entry."""
    database = give_identity()

    def note(person="binh", *, kind=MailKind.DIGEST, number=1, **more):
        account = cast.people[person]
        values = {
            "database": database,
            "organization_id": account.organization_id,
            "account_id": account.id,
            "address": account.email,
            "kind": kind,
            "dedupe_key": f"{kind}:{account.id}:{number}",
            "message_id": f"<{kind}-{account.id}-{number}@theodoi.example>",
            "local_day": TODAY,
        }
        entry = Entry(**values | more)
        journal.note(entry, now=SENT_AT, reply=REPLY)
        return entry

    return note


def row(entry, state=MailState.QUEUED, **more):
    """The mail as the older database has it."""
    with transaction() as session:
        mail = OutgoingMail(
            organization_id=entry.organization_id, account_id=entry.account_id, address=entry.address,
            kind=entry.kind, dedupe_key=entry.dedupe_key, message_id=entry.message_id, local_day=entry.local_day,
            not_before=NOW - timedelta(hours=2), expires_at=NOW + timedelta(hours=9), created_at=SENT_AT, state=state,
            **more,
        )  # fmt: skip
        session.add(mail)
    return mail


def fresh(entry):
    db.session.rollback()
    query = sa.select(OutgoingMail).where(OutgoingMail.message_id == entry.message_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def open_ids():
    db.session.rollback()
    undecided = RestoredMail.decision.is_(None)
    return list(db.session.scalars(sa.select(RestoredMail.id).where(undecided).order_by(RestoredMail.id)))


def is_held():
    db.session.rollback()
    return pauses.is_paused_for(db.session(), PauseReason.RESTORED)


# What is noticed.


def test_a_mail_the_database_does_not_know_as_accepted_stops_sending_once(sent):
    waits, missing = sent(), sent("an")
    row(waits)
    assert look_back(NOW) == 2
    assert is_held()
    assert look_back(NOW) == 0, "a second process finds nothing new"
    assert set(db.session.scalars(sa.select(RestoredMail.message_id))) == {waits.message_id, missing.message_id}


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (MailState.ACCEPTED, {}),
        (MailState.SENDING, {"data_started_at": SENT_AT, "attempt": 1}),
        (MailState.QUEUED, {"maybe_twice": True}),
    ],
)
def test_what_the_database_itself_explains_is_no_older_copy(sent, state, more):
    """Known; under way at this moment; or asked for once more by a person."""
    entry = sent()
    row(entry, state, **more)
    assert look_back(NOW) == 0
    assert not is_held()
    assert fresh(entry).state is state


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (MailState.HELD, {"attempt": 1}),
        (MailState.QUEUED, {"attempt": 1, "maybe_twice": True}),
        (MailState.EXPIRED, {"attempt": 1, "maybe_twice": True}),
    ],
)
def test_where_the_database_wonders_whether_a_mail_arrived_the_journal_answers(sent, state, more):
    entry = sent()
    row(entry, state, **more)
    assert look_back(NOW) == 0
    mail = fresh(entry)
    assert (mail.state, mail.state_reason, mail.accepted_at) == (MailState.ACCEPTED, FROM_JOURNAL, SENT_AT)
    assert not is_held()


def test_the_journal_of_another_database_says_nothing(sent):
    sent(database="another one")
    sent(organization_id=99999)
    assert look_back(NOW) == 0
    assert not is_held()


def test_a_line_that_was_not_written_whole_spoils_no_other(sent):
    first = sent()
    (path,) = journal.folder().glob("*")
    with path.open("a") as file:
        file.write('\n{"database": "half a li')
    second = sent("an")
    assert set(journal.read(first.database)) == {first.message_id, second.message_id}
    assert json.loads(path.read_text().split("\n")[1])["reply"] == REPLY
    assert path.stat().st_mode & 0o077 == 0, "it names people"


def test_a_journal_that_cannot_be_written_is_told_and_stops_nothing(sent, caplog):
    journal.folder().write_text("a file where the folder should be")
    sent()
    assert "is not in the journal" in caplog.text
    journal.folder().unlink()


def test_old_months_are_forgotten_but_never_all_of_them(sent):
    sent()
    for month in ("2025-11", "2025-12", "2026-01", "2026-02", "2099-01"):
        (journal.folder() / f"{month}.jsonl").write_text("")
    journal.forget_old()
    assert sorted(path.stem for path in journal.folder().glob("*")) == ["2026-01", "2026-02", "2026-05", "2099-01"]


# What is decided.


def test_the_list_shows_whom_what_and_when_page_by_page(pages, sent):
    for number in range(PAGE_SIZE + 3):
        sent(number=number)
    look_back(NOW)
    page = pages.of("hoa").get("/status/restored")
    for words in ("Trần Thị Bình", "Thư nhắc trong ngày", "12/05/2026", REPLY):
        assert words in page.text, words
    assert "/status/restored?page=2" in page.links
    assert page.html.count('name="mails"') == PAGE_SIZE
    assert pages.of("hoa").get("/status/restored?page=2").html.count('name="mails"') == 3
    assert f"{PAGE_SIZE + 3} thư đã gửi sau bản này cần có người quyết định" in pages.of("hoa").get("/status").text
    assert "bản cũ" in pages.of("hoa").get("/more").text


def test_other_committees_see_their_own_alone(pages, sent):
    sent()
    look_back(NOW)
    page = pages.of("lan").get("/status/restored")
    assert "Trần Thị Bình" not in page.text
    assert "Cơ quan khác trên máy chủ này còn 1 thư chưa có quyết định." in page.text
    pages.of("lan").post("/status/restored", {"everything": "y", "action": "sent"}, status=409)
    assert len(open_ids()) == 1


def test_counted_as_sent_they_are_accepted_at_their_time_and_their_keys_are_taken(pages, sent, session):
    waits, missing, stranger = sent(), sent("an"), sent("chi", number=7, account_id=99999)
    row(waits)
    look_back(NOW)
    pages.of("hoa").post("/status/restored", {"everything": "y", "action": "sent"})
    for entry in (waits, missing):
        mail = fresh(entry)
        assert (mail.state, mail.accepted_at, mail.accepted_reply) == (MailState.ACCEPTED, SENT_AT, REPLY)
        assert (mail.state_reason, mail.dedupe_key) == (COUNTED_AS_SENT, entry.dedupe_key)
    assert fresh(stranger).dedupe_key.startswith("restored:"), "a newcomer may get that number"
    assert [each.action for each in session.scalars(sa.select(AuditEntry))].count("sending.restored") == 1
    assert open_ids() == []
    assert is_held(), "an administrator resumes"


def test_another_mail_under_the_same_key_is_not_sent_either(pages, sent):
    other = replace(sent(), message_id="<newer@theodoi.example>")
    row(other)
    look_back(NOW)
    pages.of("hoa").post("/status/restored", {"everything": "y", "action": "sent"})
    assert (fresh(other).state, fresh(other).state_reason) == (MailState.ACCEPTED, COUNTED_AS_SENT)


def test_sent_again_goes_what_the_database_has_and_marked(pages, sent):
    news, gone, digest = sent(kind=MailKind.NOTICE), sent("an", kind=MailKind.NOTICE), sent("chi")
    row(news, MailState.EXPIRED)
    look_back(NOW)
    page = pages.of("hoa").get("/status/restored")
    assert page.text.count("nội dung không còn, không gửi lại được") == 1
    pages.of("hoa").post("/status/restored", {"everything": "y", "action": "again"})
    mail = fresh(news)
    assert (mail.state, mail.maybe_twice, mail.not_before) == (MailState.QUEUED, True, NOW)
    assert fresh(digest) is None, "its key is free: the ladder writes it anew"
    assert fresh(gone) is None
    (left,) = open_ids()
    text = pages.of("hoa").post("/status/restored", {"mails": str(left), "action": "again"}, status=422).text
    assert "Chỉ coi như đã gửi được." in text
    assert look_back(NOW) == 0, "what is decided is not asked again"


def test_some_are_chosen_and_nothing_chosen_is_refused(pages, sent):
    for person in ("an", "binh", "chi"):
        sent(person)
    look_back(NOW)
    first, second, third = open_ids()
    text = pages.of("hoa").post("/status/restored", {"action": "sent"}, status=422).text
    assert "Chọn ít nhất một thư, hoặc chọn tất cả." in text
    burnt = pages.of("hoa").post("/status/restored", {"mails": str(first), "action": "burn"}, status=422)
    assert "Chọn coi như đã gửi hay gửi lại." in burnt.text
    pages.of("hoa").post("/status/restored", {"mails": [str(first), str(third)], "action": "sent"})
    assert open_ids() == [second]
    pages.of("hung").post("/status/restored", {"mails": str(first), "action": "again"}, status=409)


def test_sending_is_resumed_only_when_every_mail_is_decided(pages, sent, session):
    sent()
    look_back(NOW)
    refused = pages.of("quan").post("/status/resume", {}, status=422)
    assert "Quyết định xong mới gửi tiếp được." in refused.text
    assert "Xem danh sách và quyết định" in pages.of("quan").get("/status/pause").text
    pages.of("quan").post("/status/restored", {"everything": "y", "action": "sent"})
    assert "Người quản trị hệ thống cho gửi thư tiếp" in pages.of("hoa").get("/status/restored").text
    pages.of("quan").post("/status/resume", {})
    assert not is_held()
    assert "Cơ sở dữ liệu biết mọi thư" in pages.of("hoa").get("/status/restored").text
    decided = db.session.scalars(sa.select(RestoredMail)).one()
    assert decided.decision is RestoredDecision.SENT
    assert restored.count_open(session()) == 0
