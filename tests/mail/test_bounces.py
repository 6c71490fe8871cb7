"""Reports taken in: which are believed, what they mean for the address, and that each counts once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.mail.room import LATER, letter, says
from tests.mail.written import on_holiday, report
from tracker.core.database import db, transaction
from tracker.mail import burials, claims, journal, reaping, restored
from tracker.mail.bounces import take_in
from tracker.mail.identity import database_name
from tracker.mail.models import Bounce, DeadAddress, OutgoingMail
from tracker.mail.status import MailKind, MailState, Reading

BOUNCES = "tra-lai@theodoi.example"
AN = "an@example.vn"


@pytest.fixture
def sent(room, monkeypatch):
    """A mail to An that the server took, and the address it was sent from."""
    monkeypatch.setitem(room.app.config, "MAIL_BOUNCES", BOUNCES)
    mail = room.mail(address=AN)
    with room.server() as server:
        room.send()
    return room.row(mail), server.accepted[0].sender


def kept(room, model=Bounce):
    with room.fresh() as session:
        return session.scalars(sa.select(model).order_by(model.id)).all()


def counts(room, source, came_to=""):
    return take_in(source, now=room.now, came_to=came_to)


def test_a_report_to_the_sealed_address_buries_a_mailbox_that_does_not_exist(room, sent):
    mail, sender = sent
    assert counts(room, report(to=AN, came_to=sender, message_id="<lost>")) is Reading.COUNTED
    (bounce,), (dead,) = kept(room), kept(room, DeadAddress)
    assert (bounce.mail_id, bounce.address, bounce.hard, bounce.code) == (mail.id, AN, True, "5.1.1")
    assert bounce.text == f"550 5.1.1 <{AN}>: Recipient address rejected: User unknown"
    assert (dead.address, dead.by_report, dead.since) == (AN, True, room.now)
    assert room.row(mail.id).state is MailState.ACCEPTED, "it was accepted: the reports tell the rest"


def test_the_mail_server_may_tell_the_address_instead_of_the_headers(room, sent):
    _mail, sender = sent
    source = report(to=AN, came_to="postmaster@theodoi.example", message_id="<lost>")
    assert counts(room, source) is Reading.NOT_OURS
    assert counts(room, source, came_to=sender) is Reading.COUNTED


def test_the_message_id_together_with_the_recipient_is_believed_too(room, sent):
    mail, _sender = sent
    assert counts(room, report(to=AN, message_id=mail.message_id)) is Reading.COUNTED
    assert [dead.address for dead in kept(room, DeadAddress)] == [AN]


def test_a_stranger_cannot_bury_an_address(room, sent):
    mail, sender = sent
    other = room.mail(address="binh@example.vn")
    forged = [
        report(to=AN, message_id="<guessed@theodoi.example>"),
        report(to="binh@example.vn", message_id=mail.message_id),  # the wrong recipient
        report(to=AN, came_to=f"tra-lai+{mail.id}-{'0' * 20}@theodoi.example", message_id="<x@y>"),
        report(to="binh@example.vn", came_to=sender.replace(f"+{mail.id}-", f"+{other}-"), message_id="<x@y>"),
        report(to=AN, came_to=f"tra-lai+999-{sender.partition('-')[2][-36:-16]}@theodoi.example", message_id=""),
    ]
    assert {counts(room, source) for source in forged} == {Reading.NOT_OURS}
    assert kept(room) == kept(room, DeadAddress) == []


def test_a_report_from_the_end_of_a_forwarding_is_about_the_address_we_wrote_to(room, sent):
    _mail, sender = sent
    source = report(to="an.rieng@gmail.example", came_to=sender, message_id="<lost>")
    assert counts(room, source) is Reading.COUNTED
    assert [bounce.address for bounce in kept(room)] == [AN]


@pytest.mark.parametrize(
    ("source", "reading"),
    [
        (report(to=AN, action="delayed", status="4.4.1"), Reading.NO_FAILURE),
        (report(to=AN, action="delivered", status="2.0.0"), Reading.NO_FAILURE),
        (on_holiday(), Reading.NO_REPORT),
        (b"", Reading.NO_REPORT),
        (b"\xff" * 10_000, Reading.NO_REPORT),
    ],
)
def test_what_is_no_failure_changes_nothing(room, sent, source, reading):
    _mail, sender = sent
    assert counts(room, source, came_to=sender) is reading
    assert kept(room) == kept(room, DeadAddress) == []


def test_the_same_report_counts_once_by_whatever_way_it_comes(room, sent):
    _mail, sender = sent
    source = report(to=AN, came_to=sender, status="4.2.2", diagnostic="smtp; 452 full")
    assert counts(room, source) is Reading.COUNTED
    assert counts(room, b"Received: from a pipe\n" + source) is Reading.KNOWN
    room.now += timedelta(days=1)
    assert counts(room, source) is Reading.KNOWN
    assert len(kept(room)) == 1


def soft(room, mail, day, status="4.4.7"):
    """Another report about the mail, so many days on."""
    source = report(
        to=AN, message_id=mail.message_id, status=status, diagnostic="smtp; 451 later", own_id=f"<{day}-{status}@mx>"
    )
    return take_in(source, now=room.now + timedelta(days=day))


@pytest.mark.parametrize(("status", "days"), [("4.4.7", 5), ("5.7.1", 3)])
def test_lesser_failures_bury_when_they_go_on(room, sent, status, days):
    mail, _sender = sent
    for day in range(days):
        assert kept(room, DeadAddress) == []
        assert soft(room, mail, day, status) is Reading.COUNTED
    (dead,) = kept(room, DeadAddress)
    assert dead.reply == f"{status} 451 later"
    assert not any(bounce.hard for bounce in kept(room))


def test_what_lies_a_month_back_is_forgotten(room, sent):
    mail, _sender = sent
    for day in (0, 1, 2, 3, 31):
        soft(room, mail, day)
    assert kept(room, DeadAddress) == []
    soft(room, mail, 32)
    assert kept(room, DeadAddress) == []


def test_ten_in_one_day_of_the_committee_are_one(room, sent):
    mail, _sender = sent
    for number in range(10):
        source = report(to=AN, message_id=mail.message_id, status="5.7.1", diagnostic=None, own_id=f"<{number}@mx>")
        assert counts(room, source) is Reading.COUNTED
    assert kept(room, DeadAddress) == []
    assert len(kept(room)) == 10


def digest_to(room, address):
    """Send a digest there; how it ended."""
    mail = room.mail(address=address, kind=MailKind.DIGEST)
    with room.server(), room.writer(says(letter())):
        room.send()
    return room.row(mail).state


def test_our_servers_taking_a_mail_says_nothing_about_a_mailbox_given_up_by_a_report(room, sent):
    """The relay takes everything and sends a report later: taking is no proof that anybody reads."""
    mail, _sender = sent
    counts(room, report(to=AN, message_id=mail.message_id))
    test = room.mail(address=AN)
    with room.server():
        room.send()
    assert room.row(test).state is MailState.ACCEPTED
    assert [dead.address for dead in kept(room, DeadAddress)] == [AN]
    assert digest_to(room, AN) is MailState.SUPPRESSED


def test_a_refusal_by_the_server_itself_is_still_taken_back_when_it_takes_a_mail(room):
    with transaction() as session:
        burials.bury(session, AN, organization_id=1, reply="550 5.1.1", now=room.now)
    room.mail(address=AN)
    with room.server():
        room.send()
    assert kept(room, DeadAddress) == []


def test_a_report_about_an_address_refused_before_makes_the_burial_the_stronger_one(room, sent):
    mail, _sender = sent
    with transaction() as session:
        burials.bury(session, AN, organization_id=1, reply="550 5.1.1 first", now=room.now - timedelta(days=1))
    counts(room, report(to=AN, message_id=mail.message_id))
    (dead,) = kept(room, DeadAddress)
    assert (dead.by_report, dead.reply) == (True, "550 5.1.1 first")


def test_a_person_may_have_it_tried_again_and_the_past_counts_no_more(room, sent):
    mail, _sender = sent
    for day in range(5):
        soft(room, mail, day)
    with transaction() as session:
        assert burials.forgive(session, AN)
        assert not burials.forgive(session, AN)
    assert all(bounce.forgiven for bounce in kept(room))
    assert digest_to(room, AN) is MailState.ACCEPTED
    soft(room, mail, 6)
    assert kept(room, DeadAddress) == [], "one is not six"
    counts(room, report(to=AN, message_id=mail.message_id, own_id="<hard@mx>"))
    assert len(kept(room, DeadAddress)) == 1


def test_a_report_about_the_old_address_does_not_bury_the_new_one(room, sent):
    mail, sender = sent
    room.change(mail.id, address="an.moi@example.vn")
    with room.fresh() as session:
        session.execute(sa.text("UPDATE account SET alternative_email = 'an.moi@example.vn' WHERE id = 1"))
        session.commit()
    assert counts(room, report(to=AN, came_to=sender)) is Reading.COUNTED
    assert [dead.address for dead in kept(room, DeadAddress)] == [AN]


def test_what_reached_nobody_is_sent_to_the_new_address_if_it_still_comes_in_time(room, sent):
    mail, sender = sent
    counts(room, report(to=AN, came_to=sender))
    waited = room.mail(address=AN, kind=MailKind.DIGEST)
    too_late = room.mail(address=AN, kind=MailKind.DIGEST)
    with room.server(), room.writer(says(letter())):
        room.send()
    room.change(too_late, expires_at=room.now)
    cancelled = room.mail(address=AN, state=MailState.CANCELLED)
    with transaction() as session:
        assert claims.requeue_unreached(session, 1, address="an.moi@example.vn", now=room.now) == 2
    states = {each: room.row(each) for each in (mail.id, waited, too_late, cancelled)}
    assert [row.state for row in states.values()] == [
        MailState.QUEUED,
        MailState.QUEUED,
        MailState.SUPPRESSED,
        MailState.CANCELLED,
    ]
    with room.server() as server, room.writer(says(letter())):
        assert room.send() == 2
    assert {each.recipient for each in server.accepted} == {"an.moi@example.vn"}
    with transaction() as session:
        assert claims.requeue_unreached(session, 1, address="an.moi@example.vn", now=room.now) == 0, "they arrived"
    assert session.scalar(sa.select(sa.func.count(OutgoingMail.id))) == 4


@pytest.fixture
def asked_for_once_more(room, sent):
    """The number of a mail that came back and waits to be sent to another address."""
    mail, sender = sent
    room.now += timedelta(minutes=5)
    counts(room, report(to=AN, came_to=sender))
    with transaction() as session:
        claims.requeue_unreached(session, 1, address="an.moi@example.vn", now=room.now)
    return mail.id


def test_a_sender_that_dies_over_a_mail_sent_once_more_has_not_sent_it(room, asked_for_once_more):
    """The journal knows the Message-ID, but from the first time, when it came back."""
    room.claim()
    assert room.make_ready(asked_for_once_more) is not None
    room.now += LATER
    assert reaping.reap(room.now) == 1
    row = room.row(asked_for_once_more)
    assert (row.state, row.maybe_twice) == (MailState.QUEUED, True)
    with room.server() as server:
        assert room.send() == 1
    assert [each.recipient for each in server.accepted] == ["an.moi@example.vn"]


@pytest.mark.parametrize("state", [MailState.QUEUED, MailState.FAILED, MailState.EXPIRED])
def test_a_mail_sent_once_more_does_not_make_the_database_look_old(room, asked_for_once_more, state):
    room.change(asked_for_once_more, state=state, attempt=1)
    remembered = journal.read(database_name())
    assert len(remembered) == 1
    assert not restored.compare(db.session(), remembered)
