"""Where the script is played: each event becomes the very action a person's page would call, at its own time."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

import sqlalchemy as sa

from tracker.accounts.actor import Actor, Role
from tracker.core.database import db
from tracker.core.numbers import parse_number
from tracker.demo.answers import answers_of
from tracker.demo.directives import RETURN_REASON
from tracker.demo.ground import Committee, Ground
from tracker.demo.people import SEED
from tracker.demo.plots import CarryOver, Confirm, Direct, NoChange, Note, Report, SendBack, Stop, Support
from tracker.demo.post import settle_until
from tracker.demo.script import Done, Event, Given, Morning, Part
from tracker.demo.seeds import DirectiveSeed, IndicatorSeed
from tracker.directives.actions import DocumentFacts, add_document
from tracker.directives.rules import find_span
from tracker.reminders.actions import queue_due
from tracker.tasks.assigning import NewDirective, NewIndicator, NewTask, assign
from tracker.tasks.change_actions import cancel, carry_over
from tracker.tasks.direction_actions import direct
from tracker.tasks.models import Task
from tracker.tasks.review_actions import confirm, send_back
from tracker.tasks.status import SelfRating
from tracker.tasks.update_actions import Answers, post_update

BASELINE_LABEL = "Quý I"
SUPPORT_NOTE = "Đã cử người cùng tham gia, gửi số liệu theo đề nghị của đơn vị chủ trì."
STOPPED = "Tạm dừng theo ý kiến của Thường trực."
IN_CHARGE = 0.6
"""How many of the tasks name a person."""


@dataclass
class Played:
    """A task on the stage: its row, its indicators by their order, and how often its group has reported."""

    task_id: int
    indicator_ids: tuple[int, ...]
    reports: int = 0


@dataclass
class Stage:
    """Plays events in their order."""

    ground: Ground
    tasks: dict[str, Played] = field(default_factory=dict)

    def play(self, event: Event) -> None:
        """Let one thing happen."""
        match event:
            case Morning():
                queue_due(event.at)
                settle_until(event.at)
            case Given():
                self._give(event)
            case Done():
                self._step(event)

    def _give(self, event: Given) -> None:
        seed, committee = event.document, self.ground[event.document.committee]
        clerk = committee.officers[Role.OFFICE][0]
        words = {"quarter": event.term.quarter.roman, "previous": event.term.quarter.previous.roman}
        quotations = {directive.key: directive.quotation for directive in seed.directives}
        facts = DocumentFacts(
            type=seed.type,
            number=seed.number.format(n=event.term.concluded_on.timetuple().tm_yday),
            issued_on=event.term.concluded_on,
            issuer=seed.issuer,
            subject=seed.subject.format(**words),
            quarter=str(event.term.quarter),
            text=seed.text.format(**words, **quotations),
        )
        document = add_document(facts, actor=clerk, now=event.at)
        news = [self._directive(each, facts, event, committee) for each in seed.directives]
        made = assign(document.id, news, actor=clerk, now=event.at)
        for part, task in zip(event.parts, made, strict=True):
            indicators = tuple(each.id for each in task.indicators)
            self.tasks[part.key] = Played(task_id=task.id, indicator_ids=indicators)

    def _directive(self, seed: DirectiveSeed, facts: DocumentFacts, event: Given, committee: Committee) -> NewDirective:
        span = find_span(facts.text, seed.quotation)
        return NewDirective(
            quotation=seed.quotation,
            field_id=committee.fields[seed.field].id,
            issuer=facts.issuer,
            start=span[0] if span else None,
            end=span[1] if span else None,
            tasks=tuple(
                _new_task(part, committee, event.term.quarter.last_day)
                for part in event.parts
                if part.directive is seed
            ),
        )

    def _step(self, event: Done) -> None:
        played = self.tasks[event.part.key]
        committee = self.ground[event.part.document.committee]
        chance = Random(f"{SEED}:{event.part.key}:{event.step}")
        clerk = chance.choice(committee.officers[Role.OFFICE])
        task = event.part.task
        version = _version(played)
        match event.step:
            case Note() | NoChange() | Report() | Support():
                self._report(event, played, committee, version, chance)
            case Confirm():
                confirm(played.task_id, version, actor=clerk, now=event.at)
            case SendBack():
                send_back(played.task_id, version, task.reason or RETURN_REASON, actor=clerk, now=event.at)
            case Direct():
                secretary = chance.choice(committee.officers[Role.STANDING_COMMITTEE])
                direct(played.task_id, task.direction or RETURN_REASON, actor=secretary, now=event.at)
            case Stop():
                cancel(played.task_id, version, task.reason or STOPPED, actor=clerk, now=event.at)
            case CarryOver():
                child = carry_over(played.task_id, version, task.reason, actor=clerk, now=event.at)
                played.task_id = child.id
                played.indicator_ids = tuple(each.id for each in child.indicators)

    def _report(self, event: Done, played: Played, committee: Committee, version: int, chance: Random) -> None:
        part = event.part
        if isinstance(event.step, Support):
            if not part.task.supporting:
                return
            author = committee.members[part.task.supporting[0]][0]
            answers = Answers(version=version, self_rating=SelfRating.ON_TRACK, done_text=SUPPORT_NOTE)
        else:
            author = _author(part, committee, chance)
            answers = answers_of(event, played.reports, played.indicator_ids, version=version, chance=chance)
            played.reports += not isinstance(event.step, NoChange)
        post_update(played.task_id, answers, actor=author, now=event.at)


def _version(played: Played) -> int:
    return db.session.scalars(sa.select(Task.version).where(Task.id == played.task_id)).one()


def _in_charge(part: Part, committee: Committee) -> Actor | None:
    """The last person of the group, for some of the tasks."""
    chance = Random(f"{SEED}:{part.key}:in charge")
    return committee.members[part.task.lead][-1] if chance.random() < IN_CHARGE else None


def _author(part: Part, committee: Committee, chance: Random) -> Actor:
    return _in_charge(part, committee) or chance.choice(committee.members[part.task.lead])


def _new_task(part: Part, committee: Committee, last_day: date) -> NewTask:
    task = part.task
    person = _in_charge(part, committee)
    return NewTask(
        title=task.title or part.directive.title,
        kind=part.directive.kind,
        lead_group_id=committee.groups[task.lead].id,
        supporting_group_ids=tuple(committee.groups[key].id for key in task.supporting),
        due_on=part.due_on,
        due_text=task.due_text,
        default_due_on=None if part.due_on else last_day,
        in_charge_id=person.account_id if person else None,
        priority=task.priority,
        indicators=tuple(_new_indicator(each) for each in task.indicators),
    )


def _new_indicator(seed: IndicatorSeed) -> NewIndicator:
    return NewIndicator(
        name=seed.name,
        unit=seed.unit,
        baseline=parse_number(seed.baseline) if seed.baseline else None,
        baseline_label=BASELINE_LABEL if seed.baseline else "",
        target=parse_number(seed.target) if seed.target else None,
        roll_up=seed.roll_up,
        qualifier=seed.qualifier,
    )
