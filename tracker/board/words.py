"""One short phrase for each task a board names: why it asks for attention, and how its card stands."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.board.rows import AttentionRow, Reason, TaskRow
from tracker.calendar.rules import WorkingCalendar
from tracker.core.days import format_short_day
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.tasks.rules import DayView, timeliness
from tracker.tasks.status import State, Timeliness
from tracker.tasks.words import Standing, sent_back, silence, standing


@dataclass(frozen=True, kw_only=True)
class Day:
    """Today, with the working days by which delays are counted."""

    view: DayView
    calendar: WorkingCalendar


def why(row: AttentionRow, day: Day) -> Standing:
    """The icon and the words of a line in the attention list."""
    return _WHY[row.reason](row, day)


def _directed(row: AttentionRow, day: Day) -> Standing:
    if timeliness(row.task.dates, day.view) is Timeliness.OVERDUE:
        late = _overdue(row, day)
        return Standing(key=late.key, word=gettext(N_("%(late)s, có ý kiến"), late=late.word))
    if row.directed_on is None:
        return Standing(key="risk", word=gettext(N_("Có ý kiến chỉ đạo")))
    return Standing(key="risk", word=gettext(N_("Ý kiến %(day)s"), day=format_short_day(row.directed_on)))


def _overdue(row: AttentionRow, day: Day) -> Standing:
    dates = row.task.dates
    if dates.state is State.AWAITING_CONFIRMATION and dates.due_on and dates.reported_on:
        late = max(day.calendar.between(dates.due_on, dates.reported_on), 1)
        return Standing(key="over", word=gettext(N_("Báo trễ %(n)s ngày"), n=late))
    return how_it_stands(row.task, day)


def _returned(row: AttentionRow, _day: Day) -> Standing:
    return returned(row.task)


def _risk(_row: AttentionRow, _day: Day) -> Standing:
    return Standing(key="risk", word=gettext(N_("Tự báo khó đạt")))


def _silent(row: AttentionRow, day: Day) -> Standing:
    if row.task.dates.last_update_on is None:
        return Standing(key="mute", word=gettext(N_("Chưa có cập nhật")))
    return silence(row.task.dates, day.view, day.calendar)


def _soon(row: AttentionRow, day: Day) -> Standing:
    return how_it_stands(row.task, day)


_WHY: dict[Reason, Callable[[AttentionRow, Day], Standing]] = {
    Reason.DIRECTION: _directed,
    Reason.OVERDUE: _overdue,
    Reason.RETURNED: _returned,
    Reason.RISK: _risk,
    Reason.SILENT: _silent,
    Reason.SOON: _soon,
}


def card_standing(task: TaskRow, day: Day) -> Standing:
    """The foot of a card: when it was sent back, when it was finished, or how far it is from its deadline."""
    if task.state is State.RETURNED:
        return returned(task)
    if task.state is State.COMPLETED and task.dates.due_on and task.dates.reported_on:
        return _finished(task, day)
    return how_it_stands(task, day)


def _finished(task: TaskRow, day: Day) -> Standing:
    due_on, reported_on = task.dates.due_on, task.dates.reported_on
    if due_on is None or reported_on is None:
        return how_it_stands(task, day)
    if reported_on <= due_on:
        return Standing(key="done", word=gettext(N_("Đúng hạn %(day)s"), day=format_short_day(reported_on)))
    late = max(day.calendar.between(due_on, reported_on), 1)
    return Standing(key="late", word=gettext(N_("Trễ %(n)s ngày"), n=late))


def returned(task: TaskRow) -> Standing:
    """Sent back, with the day where it is known."""
    if task.returned_on is None:
        return Standing(key="back", word=gettext(N_("Trả lại")))
    return sent_back(task.returned_on)


def how_it_stands(task: TaskRow, day: Day) -> Standing:
    """Against its deadline, in the words of every list."""
    return standing(task.dates, day.view, day.calendar, kind=task.kind, due_text=task.due_text)
