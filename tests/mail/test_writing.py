"""Mails are written at the moment they are sent, from what is true then."""

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.mail.room import letter, says
from tracker.core.database import transaction
from tracker.core.languages import language
from tracker.mail import rules
from tracker.mail.letter import Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceState


def digest(room, **more):
    return room.mail(kind=MailKind.DIGEST, **more)


def test_a_mail_with_nothing_left_to_say_is_cancelled_unsent(room):
    mail = digest(room, lines=2)
    with room.server() as server, room.writer(says(Nothing("Nhiệm vụ đã xong."))):
        assert room.send() == 0
    row = room.row(mail)
    assert (row.state, row.state_reason, row.attempt, row.lease_owner) == (
        MailState.CANCELLED,
        "Nhiệm vụ đã xong.",
        0,
        None,
    )
    assert "mail" not in server.steps


def test_lines_no_longer_true_are_struck_out_with_their_reason(room):
    mail = digest(room, lines=2)

    def compose(session, mail, lines, now):
        lines[0].state, lines[0].state_reason = OccurrenceState.CANCELLED, "Nhiệm vụ đã xong."
        return letter(text=f"{len(lines)} dòng")

    with room.server(), room.writer(compose):
        assert room.send() == 1
    assert [line.state for line in room.lines(mail)] == [OccurrenceState.CANCELLED, OccurrenceState.ATTACHED]


def test_a_second_try_is_written_anew_from_the_lines_that_are_left(room):
    mail = digest(room, lines=3)
    seen = []

    def compose(session, mail, lines, now):
        seen.append(len(lines))
        lines[0].state = OccurrenceState.CANCELLED
        return letter()

    with room.writer(compose):
        with room.server(lambda step, _talk: "451 later" if step == "rcpt" else None):
            room.send()
        room.now = room.row(mail).not_before
        with room.server():
            room.send()
    assert seen == [3, 2]


def test_what_changed_between_two_mails_is_seen_by_the_second(room):
    mails = [digest(room, lines=1), digest(room, lines=1)]
    seen = []

    def compose(session, mail, lines, now):
        others = session.scalars(sa.select(Occurrence).where(Occurrence.mail_id == mails[1])).all()
        seen.append((others[0].detail, others))  # held on to, as a cache would
        return letter()

    with room.writer(compose):
        for mail in room.claim():
            assert room.make_ready(mail)
            with room.engine.begin() as connection:
                connection.execute(sa.update(Occurrence).values(detail={"reason": "mới"}))
    assert [detail for detail, _held in seen] == [{}, {"reason": "mới"}]


def test_a_person_who_moved_gets_the_mail_at_the_new_address(room):
    mail = digest(room, address="cu@example.vn")

    def compose(session, mail, lines, now):
        mail.address = "moi@example.vn"
        return letter()

    with room.server() as server, room.writer(compose):
        room.send()
    assert server.accepted[0].recipient == "moi@example.vn"
    assert room.row(mail).address == "moi@example.vn"


def test_each_mail_is_written_in_the_language_of_its_reader(room):
    room.mail(kind=MailKind.DIGEST)
    with room.engine.begin() as connection:
        connection.execute(sa.text("UPDATE account SET locale = 'en'"))
    spoken = []

    def compose(session, mail, lines, now):
        spoken.append(language())
        return letter()

    with room.server(), room.writer(compose):
        room.send()
    assert (spoken, language()) == (["en"], "vi")


def test_a_mail_that_cannot_be_written_waits_then_lies_and_harms_no_other(room, caplog):
    bad, good = digest(room), room.mail()
    with room.server() as server, room.writer(says(KeyError("no such word"))), caplog.at_level(logging.ERROR):
        for failure in range(1, rules.COMPOSE_LIMIT):
            room.send()
            row = room.row(bad)
            assert (row.state, row.compose_failures, row.attempt) == (MailState.QUEUED, failure, 0)
            assert room.now <= row.not_before <= room.now + timedelta(seconds=60 * 2 ** (failure - 1))
            room.now = row.not_before
        room.send()
    row = room.row(bad)
    assert (row.state, row.attempt, row.lease_owner) == (MailState.DEAD, 0, None)
    assert "no such word" in row.last_error
    assert "Traceback" in caplog.text
    assert server.ids() == [room.row(good).message_id]


def test_what_a_failed_composer_changed_is_undone(room):
    mail = digest(room, lines=1)

    def compose(session, mail, lines, now):
        lines[0].state = OccurrenceState.CANCELLED
        session.flush()
        raise RuntimeError("after all")

    with room.server(), room.writer(compose):
        room.send()
    assert [line.state for line in room.lines(mail)] == [OccurrenceState.ATTACHED]


def test_a_kind_without_a_composer_is_no_poison(room):
    mail, good = digest(room), room.mail()
    with room.writer(says(letter()), kind=MailKind.TEST), room.server():
        room.app.extensions["mail_composers"].pop(MailKind.DIGEST, None)
        assert room.send() == 1
    assert room.row(mail).compose_failures == 1
    assert room.row(good).state is MailState.ACCEPTED


def test_a_database_that_is_away_is_not_held_against_the_mail(room):
    mail = digest(room)
    away = sa.exc.OperationalError("SELECT", {}, Exception("database is locked"))
    with room.server(), room.writer(says(away)):
        room.send()
    row = room.row(mail)
    assert (row.compose_failures, row.attempt, row.state) == (0, 0, MailState.CLAIMED)


@pytest.mark.parametrize(
    "title", ["Việc\r\nBcc: ai@example.vn", "\x00" * 9, "\ud800", "việc " * 20000, "=?utf-8?q?=0A?="]
)
def test_no_title_is_poison(room, title):
    mail = digest(room)
    with room.server() as server, room.writer(says(letter(subject=title, text=title, html=title))):
        assert room.send() == 1
    assert room.row(mail).state is MailState.ACCEPTED
    assert b"\nBcc:" not in server.accepted[0].message.partition(b"\r\n\r\n")[0]


def test_mails_of_one_person_and_event_cannot_be_queued_twice(room):
    room.mail(dedupe_key="digest:1:2026-05-12")
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add(
            OutgoingMail(
                organization_id=1,
                address="x@example.vn",
                kind=MailKind.DIGEST,
                dedupe_key="digest:1:2026-05-12",
                message_id="<other@theodoi.example>",
                local_day=room.now.date(),
                not_before=room.now,
                expires_at=room.now,
                created_at=room.now,
            )
        )
