"""The page of how mail goes out: what is asked of the database, as the words and figures that stand on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.queries import find_account_in
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.mail import alarm, collecting, ledger, nodes, pauses, restored, standing
from tracker.mail.alarm import LONGEST_SILENCE, Alarm
from tracker.mail.collecting import Place
from tracker.mail.leaps import FAR, TOLD, leap_words, seconds_of
from tracker.mail.ledger import OutboxHealth
from tracker.mail.models import Bounce
from tracker.mail.settings import read_settings
from tracker.mail.shared_models import SenderNode, SendingPause
from tracker.mail.standing import DECIDABLE, MailRow
from tracker.mail.status import MAIL_STATE_WORDS, NODE_WORDS, MailState, PauseReason
from tracker.tasks.unreached import Unreached, find_unreached
from tracker.web.filters import local_day

BOUNCES_SHOWN = timedelta(days=30)
SHOWN_STATES = (
    MailState.QUEUED, MailState.CLAIMED, MailState.SENDING, MailState.ACCEPTED, MailState.HELD, MailState.FAILED,
    MailState.SUPPRESSED, MailState.DEAD, MailState.EXPIRED, MailState.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ProcessRow:
    """One process. `silent` if it neither ended nor was heard of for minutes; `seconds` since its last whole pass.

    `leap` is how far its clock has leapt, in words; `apart` by how many seconds it differs from the database's, where
    that is worth telling, and `too_far` whether the process writes no reminders for it.
    """

    kind: str
    host: str
    pid: int
    started_at: datetime
    seconds: int | None
    silent: bool
    ended_at: datetime | None
    leap: str
    apart: int
    too_far: bool
    doing: str
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class PauseBox:
    """Why no mail leaves. `person` is who stopped it, where somebody did; `detail` in the language being spoken.

    `undecided` are the mails about which somebody must decide first.
    """

    reason: PauseReason
    words: str
    detail: str
    since: datetime
    person: str
    undecided: int


@dataclass(frozen=True, kw_only=True)
class StatusPage:
    """Everything the page says."""

    now: datetime
    base_url: str
    server: str
    alarm: Alarm | None
    pause: PauseBox | None
    processes: tuple[ProcessRow, ...]
    counts: tuple[tuple[MailState, str, int], ...]
    health: OutboxHealth
    per_minute: int
    places_taken: int
    to_decide: list[MailRow]
    unreached: list[Unreached]
    return_path: str
    report_places: list[Place]
    bounces: Sequence[Bounce]
    undecided: int


def assemble(session: Session, actor: Actor, now: datetime) -> StatusPage:
    """Ask everything once."""
    settings, home = read_settings(), actor.organization_id
    counted = standing.count_by_state(session, home)
    return StatusPage(
        now=now,
        base_url=current_app.config["BASE_URL"],
        server=settings.server.name,
        alarm=standing.find_alarm(session, now),
        pause=pause_box(session, actor),
        processes=tuple(_process(node, now) for node in nodes.find_nodes(session)),
        counts=tuple((state, MAIL_STATE_WORDS[state], counted.get(state, 0)) for state in SHOWN_STATES),
        health=ledger.health(session, settings.server.name, now),
        per_minute=settings.per_minute,
        places_taken=standing.places_taken(session, now) if settings.per_minute else 0,
        to_decide=standing.mails_in(session, home, DECIDABLE),
        unreached=find_unreached(session, home, local_day(now)),
        return_path=settings.bounces,
        report_places=collecting.places(session),
        bounces=standing.bounces_since(session, home, now - BOUNCES_SHOWN),
        undecided=restored.count_open(session, home),
    )


def pause_box(session: Session, actor: Actor) -> PauseBox | None:
    """The pause that stands, with its person where that is one of the reader's own organization."""
    found = pauses.find_pause(session)
    if found is None:
        return None
    person = find_account_in(session, actor.organization_id, found.account_id) if found.account_id else None
    return PauseBox(
        reason=found.reason,
        words=alarm.PAUSE_WORDS[found.reason],
        detail=_detail(found),
        since=found.since,
        person=person.full_name if person else "",
        undecided=restored.count_open(session) if found.reason is PauseReason.RESTORED else 0,
    )


def _detail(pause: SendingPause) -> str:
    leap = seconds_of(pause.detail) if pause.reason is PauseReason.CLOCK else 0
    return gettext(N_("Đồng hồ máy chủ %(leap)s."), leap=leap_words(leap)) if leap else pause.detail


def _process(node: SenderNode, now: datetime) -> ProcessRow:
    heard = node.pass_at or node.started_at
    return ProcessRow(
        kind=NODE_WORDS[node.kind],
        host=node.host,
        pid=node.pid,
        started_at=node.started_at,
        seconds=int((now - node.pass_at).total_seconds()) if node.pass_at else None,
        silent=node.ended_at is None and now - heard > LONGEST_SILENCE,
        ended_at=node.ended_at,
        leap=leap_words(node.skew_seconds) if node.skew_seconds else "",
        apart=node.database_skew if abs(node.database_skew) > TOLD else 0,
        too_far=abs(node.database_skew) > FAR,
        doing=node.doing,
        done=node.done,
        total=node.total,
    )
