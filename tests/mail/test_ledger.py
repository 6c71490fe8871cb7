"""The accounts of the outbox: nothing owed is ever unaccounted for."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counting import counted, selects
from tests.mail.room import letter, says
from tracker.core.database import db
from tracker.mail import ledger
from tracker.mail.letter import Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceState


def test_every_end_is_counted_once(room):
    for state in MailState:
        room.mail(state=state, lines=2)
    room.mail(lines=1)
    balance = ledger.balance(db.session())
    assert balance == ledger.Balance(
        total=21, accepted=2, cancelled=2, superseded=0, suppressed=2, failed=2, dead=2, expired=2, held=2, waiting=7
    )
    assert balance.difference == 0


def test_lines_that_ended_on_their_own_count_for_themselves(room):
    mail = room.mail(state=MailState.ACCEPTED, lines=3)
    first, second, _third = room.lines(mail)
    with room.engine.begin() as connection:
        for line, state in ((first, OccurrenceState.SUPERSEDED), (second, OccurrenceState.CANCELLED)):
            connection.execute(sa.update(Occurrence).where(Occurrence.id == line.id).values(state=state))
    balance = ledger.balance(db.session())
    assert (balance.accepted, balance.superseded, balance.cancelled, balance.difference) == (1, 1, 1, 0)


def test_a_line_in_no_mail_shows_as_a_difference(room):
    mail = room.mail(lines=2)
    line = Occurrence.id == room.lines(mail)[0].id
    with room.engine.begin() as connection:
        connection.execute(sa.update(Occurrence).where(line).values(mail_id=None))
    assert ledger.balance(db.session()).difference == 1
    with room.engine.begin() as connection:  # every test leaves its books in order
        connection.execute(sa.delete(Occurrence).where(line))


def test_each_committee_has_its_own_accounts(room):
    room.mail(lines=2)
    assert ledger.balance(db.session(), 1).total == 2
    assert ledger.balance(db.session(), 2).total == 0


ENDS = ["250 ok", "451 later", "550 5.7.1 no", "550 5.1.1 nobody", "421 enough"]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.lists(st.sampled_from([*ENDS, "nothing", "broken"]), min_size=1, max_size=6))
def test_whatever_happens_the_difference_is_nothing(room, ends):
    with room.engine.begin() as connection:
        for table in ("mail_attempt", "occurrence", "outgoing_mail", "breaker", "dead_address"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    count = room.count
    for _ in ends:
        room.mail(kind=MailKind.DIGEST, lines=2)
    replies = dict(enumerate(ends, count + 1))

    def answer(step, talk):
        reply = replies[int(talk.recipient[1:].partition("@")[0])] if step == "rcpt" else None
        return None if reply == "250 ok" else reply

    def compose(session, mail, lines, now):
        match replies[int(mail.message_id.strip("<").partition("@")[0])]:
            case "nothing":
                return Nothing("Nhiệm vụ đã xong.")
            case "broken":
                raise RuntimeError("broken")
        lines[0].state = OccurrenceState.CANCELLED
        return letter()

    with room.server(answer), room.writer(compose):
        room.send()
    balance = ledger.balance(db.session())
    db.session.rollback()
    assert (balance.total, balance.difference) == (2 * len(ends), 0)


def test_the_ledger_of_a_task_tells_who_was_told_when_and_what_the_server_said(room):
    room.mail(kind=MailKind.DIGEST, lines=1)
    queued = lambda step, _talk: "250 2.0.0 queued as 9" if step == "dot" else None  # noqa: E731
    with room.server(queued), room.writer(says(letter())):
        room.send()
    (line,) = ledger.lines_of_task(db.session(), 1)
    assert (line.person, line.rule, line.local_day) == ("Nguyễn Văn An", "0", room.now.date())
    assert (line.mail_state, line.accepted_at, line.answer) == (MailState.ACCEPTED, room.now, "250 2.0.0 queued as 9")
    assert (line.attempts, line.maybe_twice, line.reason) == (1, False, "")


def test_the_ledger_gives_the_reason_of_what_was_not_sent(room):
    room.mail(kind=MailKind.DIGEST, lines=1)
    with room.server(), room.writer(says(Nothing("Nhiệm vụ đã xong."))):
        room.send()
    (line,) = ledger.lines_of_task(db.session(), 1)
    assert (line.mail_state, line.reason, line.accepted_at) == (MailState.CANCELLED, "Nhiệm vụ đã xong.", None)


def test_the_ledger_takes_one_query_however_long(room):
    for _ in range(5):
        room.mail(lines=3)
    with counted(room.engine) as sent:
        assert len(ledger.lines_of_task(db.session(), 1)) == 15
    assert selects(sent) == 1


@pytest.mark.parametrize("busy", [True, False])
def test_health_shows_what_waits_and_why(room, busy):
    room.mail()
    room.mail(not_before=room.now + timedelta(hours=1))
    with room.server(lambda step, _talk: "421 4.3.2 busy" if busy and step == "connect" else None) as server:
        room.send()
    health = ledger.health(db.session(), f"127.0.0.1:{server.port}", room.now)
    assert health.waiting == int(busy)
    assert health.server_error == ("421 4.3.2 busy" if busy else "")
    assert (health.resting_until is not None) == busy
    with room.fresh() as session:
        oldest = session.scalar(sa.select(sa.func.min(OutgoingMail.not_before)))
    assert health.oldest_due == (oldest if busy else None)
