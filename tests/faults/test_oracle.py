"""The oracle itself: each way in which books and mails can disagree is brought about by hand, and must be noticed."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, office
from tracker.accounts.models import Account
from tracker.mail.models import MailAttempt, Occurrence, OutgoingMail
from tracker.mail.status import MailState

FIRST = "u2@example.vn"
LINES_OF_FIRST = Occurrence.account_id == 2
MAIL_OF_FIRST = OutgoingMail.account_id == 2


@pytest.fixture
def sent(outbox, rehearse):
    """A morning of two people with two lines each, sent; gives the outbox and the server's log, to be meddled with."""
    outbox.add(office(2, due=(DAY, DAY)))
    with SmtpServer() as server:
        rehearse(server).tick(times=2)
    assert outbox.examine(server).kept
    return outbox, server


def change(outbox, statement):
    with outbox.engine.begin() as connection:
        connection.execute(statement)


def of_first(server):
    return next(place for place, mail in enumerate(server.accepted) if mail.recipient == FIRST)


def alter(server, **values):
    """Let the server have taken something else from the first person's mail."""
    place = of_first(server)
    server.accepted[place] = replace(server.accepted[place], **values)


def a_mail_never_taken(_outbox, server):
    del server.accepted[of_first(server)]


def a_mail_taken_twice(_outbox, server):
    server.accepted.append(server.accepted[of_first(server)])


def an_unknown_mail(_outbox, server):
    server.accepted.append(replace(server.accepted[0], message_id="<nobody@theodoi.example>"))


def another_recipient(_outbox, server):
    alter(server, recipient="u3@example.vn")


def another_address_in_the_table_too(outbox, server):
    change(outbox, sa.update(OutgoingMail).where(MAIL_OF_FIRST).values(address="nguoi.khac@example.vn"))
    alter(server, recipient="nguoi.khac@example.vn")


def a_person_who_moved_away(outbox, _server):
    change(outbox, sa.update(Account).where(Account.id == 2).values(alternative_email="moi@example.vn"))


def the_letter_of_another_person(_outbox, server):
    other = next(mail for mail in server.accepted if mail.recipient != FIRST)
    alter(server, message=other.message.replace(b"<u3@", b"<u2@"))


def a_line_of_another_day(outbox, _server):
    change(outbox, sa.update(Occurrence).where(LINES_OF_FIRST, Occurrence.task_id == 2).values(task_id=1))


def a_line_added_after_the_mail(outbox, _server):
    (line,) = outbox.rows(sa.select(Occurrence.__table__).where(LINES_OF_FIRST, Occurrence.task_id == 2))
    again = {name: value for name, value in line._mapping.items() if name != "id"}
    change(outbox, sa.insert(Occurrence.__table__).values({**again, "key": "another", "task_id": 1}))


def a_second_digest(outbox, server):
    (mail,) = outbox.rows(sa.select(OutgoingMail.__table__).where(MAIL_OF_FIRST))
    again = {name: value for name, value in mail._mapping.items() if name != "id"}
    values = {**again, "message_id": "<second@theodoi.example>", "dedupe_key": "second"}
    change(outbox, sa.insert(OutgoingMail.__table__).values(values))
    server.accepted.append(replace(server.accepted[of_first(server)], message_id="<second@theodoi.example>"))


def no_attempt(outbox, _server):
    change(outbox, sa.delete(MailAttempt))


def an_attempt_too_many(outbox, _server):
    (attempt, *_) = outbox.rows(sa.select(MailAttempt.__table__))
    again = {name: value for name, value in attempt._mapping.items() if name != "id"}
    change(outbox, sa.insert(MailAttempt.__table__).values(again))


def a_mail_that_still_waits(outbox, _server):
    change(outbox, sa.update(OutgoingMail).where(MAIL_OF_FIRST).values(state=MailState.QUEUED))


def a_line_in_no_mail(outbox, _server):
    change(outbox, sa.update(Occurrence).where(LINES_OF_FIRST).values(mail_id=None))


BREAKS = {
    a_mail_never_taken: {"lost", "untold", "invented"},
    a_mail_taken_twice: {"extra", "unmarked"},
    an_unknown_mail: {"strangers"},
    another_recipient: {"strangers", "misdirected", "second_mails"},
    another_address_in_the_table_too: {"misdirected"},
    a_person_who_moved_away: {"misdirected"},
    the_letter_of_another_person: {"misdirected"},
    a_line_of_another_day: {"missing", "surplus"},
    a_line_added_after_the_mail: {"missing"},
    a_second_digest: {"second_mails", "surplus", "unrecorded"},
    no_attempt: {"unrecorded"},
    an_attempt_too_many: {"invented"},
    a_mail_that_still_waits: {"unsettled"},
    a_line_in_no_mail: {"surplus", "untold", "difference"},
}
"""By what is brought about: all that is noticed of it."""


@pytest.mark.parametrize("break_it", BREAKS, ids=lambda each: each.__name__)
def test_every_disagreement_is_noticed(break_it, sent):
    outbox, server = sent
    break_it(outbox, server)
    found = outbox.examine(server)
    figures = {**vars(found), **vars(found.texts)}
    noticed = {name for name, value in figures.items() if isinstance(value, int) and value and name != "mails"}
    assert noticed == BREAKS[break_it]
    assert not found.kept
    mend_the_books(outbox)


def mend_the_books(outbox):
    """Whoever looks at them after the test shall find them whole."""
    change(outbox, sa.delete(Occurrence).where(Occurrence.mail_id.is_(None)))
