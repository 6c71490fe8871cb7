"""From ladders and seats to lines: what each person of a page is owed. Plain values in, plain values out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.accounts.actor import SeatRole
from tracker.calendar.rules import WorkingCalendar
from tracker.reminders.rules import Part, Place, Rule, Rung, TaskDates, part_of, rungs_of


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who may be reminded, with the seats held today by group."""

    account_id: int
    address: str
    seats: Mapping[int, SeatRole]


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """An open task as the ladder needs it. `in_charge_id` only if that person can still be reached there."""

    id: int
    lead_group_id: int
    in_charge_id: int | None
    due_revision: int
    dates: TaskDates
    owing_group_ids: frozenset[int]

    def place_of(self, person: Person) -> Place:
        """Where the person stands on the task."""
        return Place(
            lead_role=person.seats.get(self.lead_group_id),
            is_in_charge=person.account_id == self.in_charge_id,
            someone_in_charge=self.in_charge_id is not None,
            owes_support=not self.owing_group_ids.isdisjoint(person.seats),
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


def plan(
    people: Sequence[Person], tasks: Sequence[OpenTask], calendar: WorkingCalendar, *, after: date, until: date
) -> list[Line]:
    """Every line later than `after`, up to and including `until`."""
    members = _by_group(people)
    rungs = {dates: rungs_of(dates, calendar, after=after, until=until) for dates in {task.dates for task in tasks}}
    return [
        line
        for task in tasks
        if rungs[task.dates]
        for person in _reachable(task, members)
        for line in _lines(task, person, rungs[task.dates])
    ]


def _by_group(people: Sequence[Person]) -> Mapping[int, list[Person]]:
    """The people of each group: most people sit in few groups, so few are asked about each task."""
    members: dict[int, list[Person]] = defaultdict(list)
    for person in people:
        for group_id in person.seats:
            members[group_id].append(person)
    return members


def _reachable(task: OpenTask, members: Mapping[int, list[Person]]) -> Iterable[Person]:
    groups = [task.lead_group_id, *sorted(task.owing_group_ids)]
    found = (person for group_id in groups for person in members.get(group_id, ()))
    return {person.account_id: person for person in found}.values()


def _lines(task: OpenTask, person: Person, rungs: list[Rung]) -> Iterator[Line]:
    place = task.place_of(person)
    reaching = [(day, rule, part) for day, rule in rungs if (part := part_of(rule, place)) is not None]
    for number, (day, rule, part) in enumerate(reaching, 1):
        yield Line(
            account_id=person.account_id,
            task_id=task.id,
            day=day,
            rule=rule,
            due_revision=task.due_revision,
            part=part,
            newest=number == len(reaching),
        )
