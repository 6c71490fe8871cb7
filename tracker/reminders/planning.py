"""From ladders and seats to lines: what each person of a page is owed. Plain values in, plain values out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.accounts.actor import Role, SeatRole
from tracker.calendar.rules import WorkingCalendar
from tracker.reminders.plan_rules import MOST_BEFORE
from tracker.reminders.rules import DEFAULT_PLAN, LadderPlan, Part, Place, Rule, part_of
from tracker.reminders.rungs import Rung, TaskDates, all_rungs, early_rungs_left

Mentions = Mapping[tuple[int, int], int]
"""By account and task, how often the person was told of the task before its deadline."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who may be reminded, with the seats held today by group. `muted`: tasks not to be told of early."""

    account_id: int
    address: str
    seats: Mapping[int, SeatRole]
    roles: frozenset[Role] = frozenset()
    duties_only: bool = False
    muted: frozenset[int] = frozenset()

    def wants(self, rule: Rule, task_id: int) -> bool:
        """Whether the person wants to hear of it; nobody can do without duties."""
        return rule.is_duty or not (self.duties_only or task_id in self.muted)


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """A task that is not at its end, as the ladder needs it.

    `in_charge_id` only if that person can still be reached there; `author_id` is who reported the completion that
    awaits an answer.
    """

    id: int
    lead_group_id: int
    in_charge_id: int | None
    due_revision: int
    dates: TaskDates
    owing_group_ids: frozenset[int]
    plan: LadderPlan = DEFAULT_PLAN
    author_id: int | None = None

    def place_of(self, person: Person) -> Place:
        """Where the person stands on the task."""
        return Place(
            lead_role=person.seats.get(self.lead_group_id),
            is_in_charge=person.account_id == self.in_charge_id,
            someone_in_charge=self.in_charge_id is not None,
            owes_support=not self.owing_group_ids.isdisjoint(person.seats),
            in_office=Role.OFFICE in person.roles,
            may_answer=person.account_id != self.author_id,
            in_committee=Role.STANDING_COMMITTEE in person.roles,
            plan=self.plan,
        )


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rung that reaches one person. `newest` is the last of them about the task: that one is told."""

    account_id: int
    task_id: int
    day: date
    rule: Rule
    due_revision: int
    part: Part
    newest: bool

    @property
    def key(self) -> str:
        """What makes the line happen once, however often it is worked out."""
        return f"due:{self.task_id}:{self.account_id}:{self.day:%Y-%m-%d}:{self.due_revision}:{self.rule}"


def plan_lines(
    people: Sequence[Person],
    tasks: Sequence[OpenTask],
    calendar: WorkingCalendar,
    *,
    after: date,
    until: date,
    mentions: Mentions | None = None,
) -> list[Line]:
    """Every line later than `after`, up to and including `until`; `mentions` were made up to `after`."""
    audience, budget = _Audience(people), _Budget(calendar, mentions or {})
    ladders = {
        ladder: all_rungs(ladder[0], calendar, ladder[1], after=after, until=until)
        for ladder in {(task.dates, task.plan) for task in tasks}
    }
    return [
        line
        for task in tasks
        if (rungs := ladders[task.dates, task.plan])
        for person in audience.of(task)
        for line in _lines(task, person, rungs, budget)
    ]


def lines_on(
    rungs: Sequence[Rung], people: Sequence[Person], task: OpenTask, calendar: WorkingCalendar, *, mentions: Mentions
) -> list[Line]:
    """The lines of one task on rungs that are known already: none of any other is made."""
    budget = _Budget(calendar, mentions)
    return [line for person in _Audience(people).of(task) for line in _lines(task, person, rungs, budget)]


class _Audience:
    """The people of each group, and those who watch: most sit in few groups, so few are asked about each task."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._members: dict[int, list[Person]] = defaultdict(list)
        for person in people:
            for group_id in person.seats:
                self._members[group_id].append(person)
        watchers = {Role.OFFICE, Role.STANDING_COMMITTEE}
        self._watchers = [person for person in people if not watchers.isdisjoint(person.roles)]

    def of(self, task: OpenTask) -> Iterable[Person]:
        """Everybody whom some rung of the task could reach."""
        groups = [task.lead_group_id, *sorted(task.owing_group_ids)]
        found = [person for group_id in groups for person in self._members.get(group_id, ())]
        return {person.account_id: person for person in (*found, *self._watchers)}.values()


class _Budget:
    """Nobody hears more than three times of a task before its deadline, however often that is moved.

    Of the mentions still to come the last ones are kept: they are the nearest to the deadline.
    """

    def __init__(self, calendar: WorkingCalendar, mentions: Mentions) -> None:
        self._calendar = calendar
        self._mentions = mentions
        self._left: dict[tuple[TaskDates, LadderPlan, date], int] = {}

    def allows(self, rung: Rung, task: OpenTask, person: Person) -> bool:
        """Whether the mention is one of those that are left."""
        told = self._mentions.get((person.account_id, task.id), 0)
        return not told or not rung.rule.is_early or self._to_come(task, rung.day) <= MOST_BEFORE - told

    def _to_come(self, task: OpenTask, day: date) -> int:
        ladder = (task.dates, task.plan, day)
        if ladder not in self._left:
            self._left[ladder] = early_rungs_left(task.dates, self._calendar, task.plan, day)
        return self._left[ladder]


def _lines(task: OpenTask, person: Person, rungs: Sequence[Rung], budget: _Budget) -> Iterator[Line]:
    """One line a day, whatever roles lead to it: that of the most telling rung, which comes last."""
    place = task.place_of(person)
    best: dict[date, tuple[Rule, Part]] = {}
    for rung in rungs:
        part = part_of(rung.rule, place)
        if part is None or not person.wants(rung.rule, task.id) or not budget.allows(rung, task, person):
            continue
        best[rung.day] = (rung.rule, part)
    newest = max(best, default=None)
    for day, (rule, part) in best.items():
        yield Line(
            account_id=person.account_id,
            task_id=task.id,
            day=day,
            rule=rule,
            due_revision=task.due_revision,
            part=part,
            newest=day == newest,
        )
