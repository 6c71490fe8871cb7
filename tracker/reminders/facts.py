"""What is true when mails are written: who reads them, how their tasks stand, what else is open."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from tracker.accounts.policy import Right, allows
from tracker.core.secrecy import secrecy_mark
from tracker.groups.models import Group
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.reminders.lines import Truth
from tracker.reminders.planning import OpenTask
from tracker.reminders.position import Position, may_hear
from tracker.reminders.readers import Reader
from tracker.reminders.rules import Place
from tracker.reminders.rungs import Rung, still_planned
from tracker.reminders.superiors import Raised, Superiors, raised
from tracker.tasks.loading import subject_of
from tracker.tasks.models import Direction, Review, StatusUpdate, Task

EARLIER = 2
"""Updates before the last that a mail shows, so that a trend is seen."""


@dataclass(frozen=True, kw_only=True)
class TaskNow:
    """A task with what a mail says of it. `place` is the reader's; `update` and `return_review` are the latest.

    `earlier` are the two updates before the latest, newest first. `owed` is the task as the ladder sees it, None at
    its end; `raised` is to whom it has gone up.
    """

    task: Task
    place: Place
    owed: OpenTask | None
    update: StatusUpdate | None
    earlier: tuple[StatusUpdate, ...]
    return_review: Review | None
    directions: tuple[Direction, ...]
    raised: Raised

    @cached_property
    def is_marked(self) -> bool:
        """Whether anything of the task bears a mark of secrecy, kept from before it was refused."""
        document = self.task.directive.document
        told = [self.task.title, self.task.due_text, self.task.directive.quotation, document.number, document.issuer]
        told += [self.return_review.reason] if self.return_review else []
        if self.update is not None:
            told += [self.update.done_text, self.update.closing_note, self.update.difficulty]
        return any(secrecy_mark(text) for text in told if text)


@dataclass(frozen=True, kw_only=True)
class Others:
    """How many further open tasks the reader's groups lead: late or returned, and going as planned."""

    behind: int
    on_plan: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is true for the mails of one organization that are written together.

    `waiting` and `unreached` are counted where the office is among the readers; `lost` are the accounts whom no mail
    reaches, where a line speaks of such people. `positions` are by mail.
    """

    readers: Mapping[int, Reader]
    tasks: Mapping[int, Task]
    owed: Mapping[int, OpenTask]
    updates: Mapping[int, list[StatusUpdate]]
    returns: Mapping[int, Review]
    superiors: Superiors
    open_by_group: Mapping[int, Others]
    behind: Mapping[int, bool]
    waiting: int
    unreached: int
    positions: Mapping[int, Position]
    lost: Collection[int]

    def reader_of(self, mail: OutgoingMail) -> Reader | None:
        """Who reads the mail; None for an account that was disabled."""
        return self.readers.get(mail.account_id or 0)

    def position_for(self, mail: OutgoingMail, reader: Reader) -> Position | None:
        """How the quarter stands, where the mail is to tell it and the reader still may hear it."""
        return self.positions.get(mail.id) if may_hear(reader) else None

    def tasks_for(self, reader: Reader, lines: Iterable[Occurrence]) -> dict[int, TaskNow]:
        """The tasks of these lines by id, as they stand for the reader."""
        return {task_id: self._task_now(self.tasks[task_id], reader) for task_id in {line.task_id for line in lines}}

    def others_of(self, reader: Reader, listed: Collection[int]) -> Others:
        """The open tasks that the reader's groups lead and the mail does not list."""
        theirs = [self.open_by_group[group] for group in reader.actor.group_ids if group in self.open_by_group]
        told = [
            self.behind[task_id]
            for task_id in listed
            if task_id in self.behind and self.tasks[task_id].lead_group_id in reader.actor.group_ids
        ]
        return Others(
            behind=sum(each.behind for each in theirs) - sum(told),
            on_plan=sum(each.on_plan for each in theirs) - (len(told) - sum(told)),
        )

    def _task_now(self, task: Task, reader: Reader) -> TaskNow:
        owed = self.owed.get(task.id)
        updates = self.updates.get(task.id, [])
        return TaskNow(
            task=task,
            place=owed.place_of(reader.person) if owed else Place(),
            owed=owed,
            update=next(iter(updates), None),
            earlier=tuple(updates[1:]),
            return_review=self.returns.get(task.id),
            directions=tuple(task.directions),
            raised=_raised(task, owed, self.superiors, reader),
        )


def groups_of(tasks: Iterable[Task], reader: Reader) -> list[Group]:
    """The group by which each task reaches the reader: the lead, else a supporting one; for the office none."""
    found = []
    for task in tasks:
        groups = [task.lead_group, *(each.group for each in task.supporting)]
        found += [group for group in groups if group.id in reader.actor.group_ids][:1]
    return found


def truth_of(
    now: TaskNow, reader: Reader, *, direction_id: int | None = None, rung: Rung | None = None, unreached: bool = True
) -> Truth:
    """How the task stands for the reader; for a reminder, whether its rung is still planned and wanted."""
    task, actor = now.task, reader.actor
    subject = subject_of(task)
    return Truth(
        state=task.state,
        due_revision=task.due_revision,
        place=now.place,
        sits=allows(actor, Right.REPORT, subject),
        sees=allows(actor, Right.SEE_TASK, subject),
        reviews=allows(actor, Right.REVIEW, subject),
        updated_at=now.update.created_at if now.update else None,
        awaits_answer=any(
            each.answered_at is None for each in now.directions if direction_id is None or each.id == direction_id
        ),
        planned=rung is None or now.owed is None or still_planned(rung.rule, rung.day, now.owed.plan, reader.calendar),
        wanted=rung is None or reader.person.wants(rung.rule, task.id),
        unreached=unreached,
    )


def _raised(task: Task, owed: OpenTask | None, superiors: Superiors, reader: Reader) -> Raised:
    if owed is None:
        return Raised()
    return raised(
        superiors,
        group_id=task.lead_group_id,
        due_on=task.due_on,
        plan=owed.plan,
        today=reader.today,
        calendar=reader.calendar,
        reader_id=reader.account.id,
    )
