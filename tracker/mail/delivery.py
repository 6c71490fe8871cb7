"""Sending mails one by one: write, guard, hand over, settle. No transaction is open while the server is talked to.

The promise: every mail that is due is accepted by the server. It can be accepted twice only when a sender is
killed or frozen between the final dot and the commit that follows, or the connection breaks there; then at most
once more each time, under the same Message-ID, and marked as perhaps sent twice.

Mails are written several at a time and each is guarded just before it goes out. Settling one and guarding the next
are one durable write: the one thing a mail costs that no faster program saves.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.core.database import db
from tracker.core.steps import step
from tracker.mail import breaker, claims, journal
from tracker.mail.papers import Ended, Paper, Unwritable, Written
from tracker.mail.pauses import Paused
from tracker.mail.rate import NoRoom
from tracker.mail.readiness import ReadyMail, begin, end, make_ready, note_failure, still_holds
from tracker.mail.settings import read_settings
from tracker.mail.settle import nothing_more, settle
from tracker.mail.smtp import Mailer, Outcome
from tracker.mail.status import Verdict
from tracker.mail.writing import write

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=2)
"""How old a written mail may be when it is begun: what the guard cannot see may have changed since."""

Clock = Callable[[], datetime]

_NOBODY_CAN_SEND = frozenset({Verdict.INFRASTRUCTURE, Verdict.MISCONFIGURED})


def nothing() -> None:
    """What is done before each mail, unless somebody counts them."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


def deliver(
    mail_ids: Sequence[int],
    *,
    worker: str,
    mailer: Mailer,
    clock: Clock,
    before_each: Callable[[], None] = nothing,
    asked_to_stop: Callable[[], bool] = never,
) -> int:
    """Send mails that `worker` has claimed; returns how many the server accepted.

    `clock` and not a moment, because sending takes time and each mail's lease begins when it does. One mail that
    goes wrong in a way nobody foresaw is logged whole and left to its lease; the others go on. Asked to stop, it
    gives back what it has not begun.
    """
    try:
        return _deliver_each(
            mail_ids, worker=worker, mailer=mailer, clock=clock, before_each=before_each, asked_to_stop=asked_to_stop
        )
    finally:
        journal.sync()


def _deliver_each(
    mail_ids: Sequence[int],
    *,
    worker: str,
    mailer: Mailer,
    clock: Clock,
    before_each: Callable[[], None],
    asked_to_stop: Callable[[], bool],
) -> int:
    accepted = 0
    sending = _Sending(mail_ids, worker=worker, mailer=mailer, clock=clock, asked_to_stop=asked_to_stop)
    for place, mail_id in enumerate(mail_ids):
        if asked_to_stop() and not sending.has_begun(mail_id):
            claims.release(mail_ids[place:], worker=worker)
            break
        before_each()
        try:
            verdict = sending.send(place)
        except (NoRoom, Paused):
            claims.release(mail_ids[place:], worker=worker)
            sending.tell_breaker(None)
            break
        except Exception:
            log.exception("Sending mail %s failed", mail_id)
            mailer.drop()
            continue
        accepted += verdict is Verdict.ACCEPTED
        if verdict in _NOBODY_CAN_SEND:
            claims.release(mail_ids[place + 1 :], worker=worker)
            break
    return accepted


class _Sending:
    """The mails that one sender holds: what is written of them, and the one begun."""

    def __init__(
        self,
        mail_ids: Sequence[int],
        *,
        worker: str,
        mailer: Mailer,
        clock: Clock,
        asked_to_stop: Callable[[], bool],
    ) -> None:
        self._mail_ids, self._worker, self._mailer, self._clock = mail_ids, worker, mailer, clock
        self._asked_to_stop = asked_to_stop
        self._settings = read_settings()
        self._papers: dict[int, Paper] = {}
        self._written_at: datetime | None = None
        self._begun: ReadyMail | None = None
        self._most = len(mail_ids)

    def has_begun(self, mail_id: int) -> bool:
        """Whether this mail was begun with the settling of the one before."""
        return self._begun is not None and self._begun.id == mail_id

    def send(self, place: int) -> Verdict | None:
        """Send the mail at this place; None if it is not to be sent."""
        mail_id = self._mail_ids[place]
        ready, self._begun = self._begun, None
        fault = self._mailer.connect()  # before the guard: a server that is away is no attempt at this mail
        if fault is not None:
            self._give_back(mail_id, ready, fault)
            return fault.verdict
        if ready is None or ready.id != mail_id:
            ready = self._make_ready(place)
        if ready is None:
            self.tell_breaker(None)
            return None
        step("guarded")
        self._most += 2
        outcome = self._hand_over(ready)
        self._settle(ready, outcome, place)
        self.tell_breaker(outcome)
        return outcome.verdict

    def tell_breaker(self, outcome: Outcome | None) -> None:
        """Trip it where nobody can send; once tripped, tell it of a try not made."""
        name, now = self._settings.server.name, self._clock()
        if outcome is not None and outcome.verdict in _NOBODY_CAN_SEND:
            breaker.trip(name, outcome, now=now)
        elif outcome is None and _is_tripped(name):
            breaker.pass_on(name, now=now)

    def _make_ready(self, place: int) -> ReadyMail | None:
        mail_id = self._mail_ids[place]
        if not self._is_fresh(mail_id):
            self._write(self._mail_ids[place : place + self._most])
        elif isinstance(self._papers[mail_id], Ended):
            self._write([mail_id])  # an end is for good: let nothing have changed since
        match self._papers.get(mail_id):
            case Written() as paper:
                return make_ready(paper, worker=self._worker, settings=self._settings, now=self._clock())
            case Ended() as paper:
                end(paper, worker=self._worker)
            case Unwritable() as paper:
                note_failure(paper, worker=self._worker, now=self._clock())
        return None

    def _write(self, mail_ids: Sequence[int]) -> None:
        """Write as many as went out from the last writing and some more: with a slow server all would grow old."""
        self._written_at = self._clock()
        self._papers = write(mail_ids, settings=self._settings, now=self._written_at)
        self._most = 2

    def _give_back(self, mail_id: int, begun: ReadyMail | None, fault: Outcome) -> None:
        """The server is away, and no mail is to blame; one that was begun already is settled as not handed over."""
        if begun is None:
            claims.release([mail_id], worker=self._worker, error=fault.answer)
        else:
            settle(begun, fault, worker=self._worker, now=self._clock(), settings=self._settings)
        breaker.trip(self._settings.server.name, fault, now=self._clock())

    def _is_fresh(self, mail_id: int) -> bool:
        if mail_id not in self._papers or self._written_at is None:
            return False
        return timedelta(0) <= self._clock() - self._written_at <= FRESH

    def _hand_over(self, mail: ReadyMail) -> Outcome:
        return self._mailer.send(
            sender=self._settings.envelope_sender(mail.id, mail.recipient),
            recipient=mail.recipient,
            message=mail.message,
            may_finish=lambda: still_holds(mail, worker=self._worker, settings=self._settings, now=self._clock()),
        )

    def _settle(self, mail: ReadyMail, outcome: Outcome, place: int) -> None:
        self._begun = settle(
            mail,
            outcome,
            worker=self._worker,
            now=self._clock(),
            settings=self._settings,
            and_then=self._next_one(place + 1),
        )
        step("settled")
        if outcome.verdict is Verdict.DEAD_MAILBOX:
            self._papers = {}  # what is written to that address would not be sent any more

    def _next_one(self, place: int) -> Callable[[Session], ReadyMail | None]:
        """Begin the next mail as well, if it is written, nobody asked to stop, and no minute's limit has a say."""
        paper = self._papers.get(self._mail_ids[place]) if place < len(self._mail_ids) else None
        if not isinstance(paper, Written) or not self._is_fresh(paper.id):
            return nothing_more
        if self._settings.per_minute or self._asked_to_stop():
            return nothing_more
        return lambda session: begin(session, paper, worker=self._worker, settings=self._settings, now=self._clock())


def _is_tripped(name: str) -> bool:
    tripped = breaker.is_tripped(db.session(), name)
    db.session.rollback()  # a read held open would keep SQLite from tidying its log while the server is talked to
    return tripped
