"""What is said about tasks: reminders, updates and answers, written in bulk; and the figures from them by hand."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from statistics import median

import sqlalchemy as sa

from tests.cast import NOW, PEOPLE
from tracker.core.clock import local
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind, OccurrenceState
from tracker.reminders.rules import Part
from tracker.tasks.models import Review, StatusUpdate
from tracker.tasks.status import ReviewDecision, State

ZONE = "Asia/Ho_Chi_Minh"
LEAD_PARTS = (Part.IN_CHARGE, Part.LEAD, Part.HEAD)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A line to one person about the task of that number in its world."""

    task: int
    hours_ago: int
    to: str
    part: Part | None = Part.LEAD  # None: by hand
    mail: MailState = MailState.ACCEPTED
    line: OccurrenceState = OccurrenceState.ATTACHED


@dataclass(frozen=True, kw_only=True)
class Said:
    """An update, and for a report of completion what the office answered, one after the other."""

    task: int
    hours_ago: int
    group: str
    answers: tuple[ReviewDecision, ...] = ()
    no_change: bool = False


@dataclass(frozen=True, kw_only=True)
class Talk:
    told: tuple[Told, ...] = ()
    said: tuple[Said, ...] = ()


def moment(event) -> datetime:
    return NOW - timedelta(hours=event.hours_ago)


def day_of(event):
    return local(moment(event), ZONE).date()


def some_talk(dice: Random, tasks) -> Talk:
    """Any talk about these tasks, also such as no day would bring; most of it reaches whom it should."""
    told = [
        Told(
            task=dice.choice(tasks),
            hours_ago=dice.randint(1, 24 * 12),
            to=dice.choice(("an", "binh", "chi", "dung", "hoa", "tam")),
            part=dice.choice((*LEAD_PARTS, *LEAD_PARTS, None, None, *Part)),
            mail=dice.choice((*[MailState.ACCEPTED] * 8, MailState.QUEUED, MailState.EXPIRED)),
            line=dice.choice((*[OccurrenceState.ATTACHED] * 8, *OccurrenceState)),
        )
        for _ in range(dice.randint(0, 5) * len(tasks))
    ]
    said = [
        Said(
            task=dice.choice(tasks),
            hours_ago=dice.randint(1, 24 * 12),
            group=dice.choice(("a", "b", "c")),
            answers=tuple(dice.choices(list(ReviewDecision), k=dice.choice((0, 0, 1, 1, 2, 3)))),
            no_change=dice.choice((True, False)),
        )
        for _ in range(dice.randint(0, 5) * len(tasks))
    ]
    return Talk(told=tuple(told), said=in_their_order(said))


def in_their_order(said) -> tuple[Said, ...]:
    """Updates are numbered as they come."""
    return tuple(sorted(said, key=lambda each: -each.hours_ago))


def write(session, talk: Talk, cast) -> None:
    """The talk as rows; nothing is committed. Every told line has a mail of its own."""
    said = in_their_order(talk.said)
    for table, rows in (
        (OutgoingMail, [_mail(each, n, cast) for n, each in enumerate(talk.told, 1)]),
        (Occurrence, [_line(each, n, cast) for n, each in enumerate(talk.told, 1)]),
        (StatusUpdate, [_update(each, n, cast) for n, each in enumerate(said, 1)]),
        (Review, [_review(each, n, answer, cast) for n, each in enumerate(said, 1) for answer in each.answers]),
    ):
        if rows:
            session.execute(sa.insert(table), rows)


def _mail(told: Told, n: int, cast) -> dict:
    taken = moment(told) if told.mail is MailState.ACCEPTED else None
    return {
        "id": n,
        "organization_id": cast.home.id,
        "account_id": cast.people[told.to].id,
        "address": f"{told.to}@example.vn",
        "kind": MailKind.DIGEST if told.part else MailKind.CHASE,
        "dedupe_key": f"mail {n}",
        "message_id": f"<{n}@example.vn>",
        "local_day": day_of(told),
        "not_before": moment(told),
        "expires_at": moment(told) + timedelta(hours=9),
        "state": told.mail,
        "accepted_at": taken,
        "created_at": moment(told),
    }


def _line(told: Told, n: int, cast) -> dict:
    return {
        "id": n,
        "organization_id": cast.home.id,
        "key": f"line {n}",
        "kind": OccurrenceKind.REMINDER if told.part else OccurrenceKind.CHASE,
        "rule": "+1" if told.part else "",
        "task_id": told.task,
        "account_id": cast.people[told.to].id,
        "local_day": day_of(told),
        "detail": {"part": told.part} if told.part else {"text": "Đề nghị báo cáo"},
        "state": told.line,
        "mail_id": n if told.line is not OccurrenceState.SUPERSEDED else None,
        "created_at": moment(told),
    }


def _update(said: Said, n: int, cast) -> dict:
    return {
        "id": n,
        "organization_id": cast.home.id,
        "task_id": said.task,
        "group_id": cast.groups[said.group].id,
        "author_id": cast.people["an"].id,
        "created_at": moment(said),
        "reported_on": day_of(said),
        "from_state": State.IN_PROGRESS,
        "to_state": State.AWAITING_CONFIRMATION if said.answers else State.IN_PROGRESS,
        "no_change": said.no_change,
        "done_text": "" if said.no_change else "Đã làm",
    }


def _review(said: Said, n: int, answer: ReviewDecision, cast) -> dict:
    return {
        "organization_id": cast.home.id,
        "task_id": said.task,
        "status_update_id": n,
        "reviewer_id": cast.people["hoa"].id,
        "decision": answer,
        "created_at": NOW,
    }


# --- the figures once more, in plain words ---------------------------------------------------------


@dataclass
class ByHand:
    reminders: int = 0
    waits: list[int] = field(default_factory=list)
    answered: int = 0
    returned: int = 0
    as_before: set[int] = field(default_factory=set)

    @property
    def median(self):
        return median(self.waits) if self.waits else None


def figures_by_hand(talk: Talk, lead_of: dict[int, str], calendar) -> dict[str, ByHand]:
    """By lead group; `lead_of` are the tasks that count, with their lead."""
    found: dict[str, ByHand] = defaultdict(ByHand)
    for task, lead in lead_of.items():
        told = [each for each in talk.told if each.task == task and reached(each, lead)]
        said = [each for each in talk.said if each.task == task and each.group == lead]
        found[lead].reminders += len({day_of(each) for each in told})
        found[lead].waits += waits_by_hand(told, in_their_order(said), calendar)
        if said and in_their_order(said)[-1].no_change:
            found[lead].as_before.add(task)
        for each in (each for each in talk.said if each.task == task and each.answers):
            found[lead].answered += each.answers[-1] is not ReviewDecision.WITHDRAWN
            found[lead].returned += each.answers[-1] is ReviewDecision.RETURNED
    for each in found.values():
        each.waits.sort()
    return found


def reached(told: Told, lead: str) -> bool:
    if told.mail is not MailState.ACCEPTED or told.line is not OccurrenceState.ATTACHED:
        return False
    if told.part is not None:
        return told.part in LEAD_PARTS
    return lead in {group for group, _role in PEOPLE[told.to][3]}


def waits_by_hand(told, said, calendar) -> list[int]:
    """Walk through the days: a reminder begins a wait, an update ends it."""
    steps = [(moment(each), 0, each) for each in said] + [(moment(each), 1, each) for each in told]
    waits, since = [], None
    for _when, is_reminder, each in sorted(steps, key=lambda step: step[:2]):
        if is_reminder and since is None:
            since = day_of(each)
        elif not is_reminder and since is not None:
            waits.append(max(0, calendar.between(since, day_of(each))))
            since = None
    return waits
