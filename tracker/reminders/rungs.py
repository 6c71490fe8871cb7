"""On which days a task is reminded of, by the ladder of its plan. Plain values in, plain values out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from tracker.calendar.rules import WorkingCalendar
from tracker.reminders.rules import DEFAULT_PLAN, WEEK, WEEKLY, Ladder, LadderPlan, Rule, escalates, is_for_doers
from tracker.tasks.rules import Dates, day_view, is_silent
from tracker.tasks.status import OPEN_STATES, State

AFTER_RETURN = 3
AFTER_REPORT = frozenset({1, 3, 5})
LONGEST_GAP = timedelta(days=60)
"""However long nothing ran, no older day is looked at: its rungs say nothing that newer ones do not."""

_NEAR = timedelta(days=21)
"""How far the next three rungs of a late task are as a rule."""

# Where several rungs of a task meet on a day, the last of these that reaches somebody is told: whoever does the work
# hears of it as that, whatever else they are.
_PRECEDENCE = (
    Ladder.SILENCE,
    Ladder.COMMITTEE,
    Ladder.WAITING,
    Ladder.FIXED,
    Ladder.WEEK,
    Ladder.RETURN,
    Ladder.DEFAULT,
    Ladder.DEADLINE,
)
_BUT_WEEKLY = tuple(ladder for ladder in _PRECEDENCE if ladder not in WEEKLY)
"""The weekly ones come before all others, so they never stand in the way of one."""


class Rung(NamedTuple):
    """A rule that stands on a day."""

    day: date
    rule: Rule


class _Stretch(NamedTuple):
    """The days that are asked about, and by which calendar and ladder."""

    calendar: WorkingCalendar
    plan: LadderPlan
    after: date
    until: date


@dataclass(frozen=True, kw_only=True)
class TaskDates:
    """What of a task its ladders hang on. `returned_on` only while it lies returned, `reported_on` while it awaits."""

    assigned_on: date
    due_on: date | None
    default_due_on: date | None = None
    returned_on: date | None = None
    reported_on: date | None = None
    last_update_on: date | None = None
    state: State = State.IN_PROGRESS

    @property
    def target(self) -> date | None:
        """The day that early reminders lead up to."""
        return self.due_on or self.default_due_on


def rungs_of(
    task: TaskDates, calendar: WorkingCalendar, plan: LadderPlan = DEFAULT_PLAN, *, after: date, until: date
) -> list[Rung]:
    """The rungs for those who do the work, later than `after` up to and including `until`: one a day."""
    found = {
        rung.day: rung
        for rung in all_rungs(task, calendar, plan, after=after, until=until)
        if is_for_doers(rung.rule, plan)
    }
    return list(found.values())


def all_rungs(
    task: TaskDates, calendar: WorkingCalendar, plan: LadderPlan = DEFAULT_PLAN, *, after: date, until: date
) -> list[Rung]:
    """Every rung of a task by day, of those that meet on a day the most telling last.

    The day of assignment has none: the mail of the assignment says it all.
    """
    return _in_order(_PRECEDENCE, task, _stretch(task, calendar, plan, after=after, until=until))


def rungs_between(
    start: date,
    calendar: WorkingCalendar,
    plan: LadderPlan = DEFAULT_PLAN,
    *,
    after: date,
    until: date,
    ladder: Ladder = Ladder.DEADLINE,
) -> list[Rung]:
    """The rungs of a ladder of offsets, later than `after` up to and including `until`; on working days only.

    A deadline on a day off is reminded of on the working day before it, and from that day the earlier rungs are
    counted; the days after it are counted from itself.
    """
    days = [day for day in _days(after, until) if calendar.is_working(day)]
    first = _offset(days[0], start, calendar) if days else 0  # of the working days that follow each is one more
    rules = ((day, Rule(ladder, offset)) for offset, day in enumerate(days, first))
    return [Rung(day, rule) for day, rule in rules if _stands(rule, plan)]


def next_rungs(
    task: TaskDates, calendar: WorkingCalendar, plan: LadderPlan = DEFAULT_PLAN, *, today: date, most: int
) -> list[Rung]:
    """The next rungs after `today`, if nothing changes: those for the doers, or for the office while it is asked."""
    rungs: dict[date, Rung] = {}
    for far in (_NEAR, LONGEST_GAP):
        stretch = _stretch(task, calendar, plan, after=today, until=today + far)
        rungs = {rung.day: rung for rung in _in_order(_BUT_WEEKLY, task, stretch)}
        if len(rungs) >= most:
            break
    return list(rungs.values())[:most]


def still_planned(rule: Rule, day: date, plan: LadderPlan, calendar: WorkingCalendar) -> bool:
    """Whether a plan, changed perhaps since, still has the rule on the day."""
    if plan.paused or (plan.starts_on is not None and day < plan.starts_on):
        return False
    if rule.ladder is Ladder.WEEK:
        return plan.due_week_monday
    if rule.ladder is Ladder.FIXED:
        return plan.fixed_on is not None and calendar.shift(plan.fixed_on, 0) == day
    if rule.ladder is Ladder.COMMITTEE:
        return 0 < plan.committee_after <= rule.days
    if rule.ladder is Ladder.SILENCE:
        return 0 < plan.silent_after <= rule.days
    return _stands(rule, plan)


def early_rungs_left(task: TaskDates, calendar: WorkingCalendar, plan: LadderPlan, day: date) -> int:
    """How many early mentions are still to come, that of `day` included."""
    until = max(task.target or day, day)
    rungs = rungs_of(task, calendar, plan, after=day - timedelta(days=1), until=until)
    return sum(rung.rule.is_early for rung in rungs)


def is_first_of_week(day: date, calendar: WorkingCalendar) -> bool:
    """Whether it is the first working day of its week."""
    earlier = (day - timedelta(days=n) for n in range(1, day.weekday() + 1))
    return calendar.is_working(day) and not any(calendar.is_working(each) for each in earlier)


def _stretch(task: TaskDates, calendar: WorkingCalendar, plan: LadderPlan, *, after: date, until: date) -> _Stretch:
    """The days that may have rungs: later than `after`, the assignment and the day before the ladder begins."""
    day_before = date.min if plan.starts_on is None else plan.starts_on - timedelta(days=1)
    return _Stretch(calendar, plan, max(after, task.assigned_on, day_before), until)


def _in_order(ladders: Iterable[Ladder], task: TaskDates, stretch: _Stretch) -> list[Rung]:
    """The rungs of these ladders by day, in the order of the ladders within a day; none while the plan is paused."""
    if stretch.plan.paused:
        return []
    found = [rung for ladder in ladders for rung in _rungs(ladder, task, stretch)]
    return sorted(found, key=lambda rung: rung.day)


def _rungs(ladder: Ladder, task: TaskDates, stretch: _Stretch) -> list[Rung]:
    """The rungs of one ladder; none where the task has nothing to count from."""
    if ladder is Ladder.WAITING:
        start = task.reported_on if task.state is State.AWAITING_CONFIRMATION else None
    elif task.state not in OPEN_STATES:
        return []
    elif ladder in WEEKLY:
        return list(_weekly(ladder, task, stretch))
    elif ladder in {Ladder.WEEK, Ladder.FIXED}:
        return list(_single(ladder, task, stretch))
    else:
        start = {
            Ladder.RETURN: task.returned_on if task.state is State.RETURNED else None,
            Ladder.DEFAULT: None if task.due_on else task.default_due_on,
            Ladder.DEADLINE: task.due_on,
        }[ladder]
    if start is None:
        return []
    calendar, plan, after, until = stretch
    return rungs_between(start, calendar, plan, after=after, until=until, ladder=ladder)


def _weekly(ladder: Ladder, task: TaskDates, stretch: _Stretch) -> Iterator[Rung]:
    """The lists of a week's first working day: what is long overdue, and who has long been silent."""
    calendar, plan, after, until = stretch
    number = plan.committee_after if ladder is Ladder.COMMITTEE else plan.silent_after
    if not number:
        return
    for day in _days(after, until):
        if not is_first_of_week(day, calendar):
            continue
        if ladder is Ladder.COMMITTEE:
            stands = task.due_on is not None and calendar.between(task.due_on, day) >= number
        else:
            stands = is_silent(_silence_dates(task), day_view(day, calendar, silent_after=number))
        if stands:
            yield Rung(day, Rule(ladder, number))


def _single(ladder: Ladder, task: TaskDates, stretch: _Stretch) -> Iterator[Rung]:
    """A day of its own before the deadline: the first working day of that week, or the day the office chose."""
    calendar, plan, after, until = stretch
    target = calendar.shift(task.target, 0) if task.target is not None else None
    if ladder is Ladder.FIXED:
        day = calendar.shift(plan.fixed_on, 0) if plan.fixed_on is not None else None
    elif plan.due_week_monday and target is not None:
        day = calendar.shift(target - timedelta(days=target.weekday() + 1), 1)
    else:
        day = None
    if day is not None and after < day <= until and (target is None or day < target):
        yield Rung(day, Rule(ladder, 0))


def _silence_dates(task: TaskDates) -> Dates:
    return Dates(
        state=task.state,
        due_on=task.due_on,
        reported_on=None,
        assigned_on=task.assigned_on,
        last_update_on=task.last_update_on,
    )


def _days(after: date, until: date) -> Iterator[date]:
    return (after + timedelta(days=n) for n in range(1, (until - after).days + 1))


def _offset(day: date, start: date, calendar: WorkingCalendar) -> int:
    if day > start:
        return calendar.between(start, day)
    return -calendar.between(day, calendar.shift(start, 0))


def _stands(rule: Rule, plan: LadderPlan) -> bool:
    """Whether a ladder of offsets has a rung so many days from its start."""
    if rule.ladder is Ladder.WAITING:
        return rule.days in AFTER_REPORT or (rule.days > 0 and rule.days % WEEK == 0)
    if rule.ladder is Ladder.RETURN:
        return rule.days >= AFTER_RETURN and (rule.days - AFTER_RETURN) % WEEK == 0
    if rule.days < 0:
        return -rule.days in plan.before
    if rule.days == 0:
        return plan.on_day
    if rule.ladder is Ladder.DEFAULT:
        return plan.every > 0 and rule.days % plan.every == 0
    return is_for_doers(rule, plan) or escalates(rule, plan.escalate_after)
