"""How a task stands, in one icon and one short phrase."""

from dataclasses import dataclass
from datetime import date

from tracker.calendar.rules import WorkingCalendar
from tracker.core.days import format_short_day
from tracker.core.languages import gettext, ngettext
from tracker.core.words import N_
from tracker.tasks.rules import Dates, DayView, timeliness
from tracker.tasks.status import STATE_KEYS, STATE_WORDS, TIMELINESS_KEYS, TIMELINESS_WORDS, Kind, State, Timeliness


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A key of the design (icon and tint) with its word; `plain` leaves the tint out, for what is normal."""

    key: str
    word: str
    plain: bool = False


def standing(
    task: Dates, view: DayView, calendar: WorkingCalendar, *, kind: Kind, due_text: str = "", long: bool = False
) -> Standing:
    """Against the deadline: 'Quá hạn 3 ngày', 'Hạn hôm nay', 'Còn 5 ngày', 'Thường xuyên'.

    Days are working days; the long form says so.
    """
    where = timeliness(task, view)
    if where is None:
        return state_standing(task.state)
    if where is Timeliness.NO_DEADLINE or task.due_on is None:
        return _without_deadline(task, kind, due_text)
    key = TIMELINESS_KEYS[where]
    if where is Timeliness.OVERDUE:
        late = max(calendar.between(task.due_on, task.reported_on or view.today), 1)
        return Standing(key=key, word=_late(late, long=long))
    if where in {Timeliness.DONE_ON_TIME, Timeliness.DONE_LATE} or task.due_on < view.today:
        return Standing(key=key, word=gettext(TIMELINESS_WORDS[where]), plain=True)
    in_term = where is Timeliness.IN_TERM
    if task.due_on == view.today:
        return Standing(key=key, word=gettext(N_("Hạn hôm nay")), plain=in_term)
    left = max(calendar.between(view.today, task.due_on), 1)
    return Standing(key=key, word=_left(left, long=long, in_term=in_term), plain=in_term)


def _late(n: int, *, long: bool) -> str:
    if long:
        return ngettext("Quá hạn %(n)s ngày làm việc", "Quá hạn %(n)s ngày làm việc", n)
    return ngettext("Quá hạn %(n)s ngày", "Quá hạn %(n)s ngày", n)


def _left(n: int, *, long: bool, in_term: bool) -> str:
    if not long:
        return ngettext("Còn %(n)s ngày", "Còn %(n)s ngày", n)
    if in_term:
        return ngettext("Trong hạn: còn %(n)s ngày làm việc", "Trong hạn: còn %(n)s ngày làm việc", n)
    return ngettext("Còn %(n)s ngày làm việc", "Còn %(n)s ngày làm việc", n)


def _without_deadline(task: Dates, kind: Kind, due_text: str) -> Standing:
    if task.state is State.COMPLETED:
        return Standing(key="done", word=gettext(STATE_WORDS[State.COMPLETED]), plain=True)
    if due_text:
        return Standing(key="nodl", word=due_text[:1].upper() + due_text[1:], plain=True)
    if kind is Kind.ONGOING_ACTIVITY:
        return Standing(key="nodl", word=gettext(N_("Thường xuyên")), plain=True)
    return Standing(key="nodl", word=gettext(TIMELINESS_WORDS[Timeliness.NO_DEADLINE]), plain=True)


def state_standing(state: State) -> Standing:
    """The state itself."""
    plain = state in {State.NOT_STARTED, State.IN_PROGRESS, State.COMPLETED}
    return Standing(key=STATE_KEYS[state], word=gettext(STATE_WORDS[state]), plain=plain)


def silence(task: Dates, view: DayView, calendar: WorkingCalendar) -> Standing:
    """How long the group has not been heard, in working days."""
    if task.last_update_on is None:
        return Standing(key="mute", word=gettext(N_("Chưa có cập nhật nào")))
    days = calendar.between(task.last_update_on, view.today)
    return Standing(key="mute", word=ngettext("Im lặng %(n)s ngày", "Im lặng %(n)s ngày", days))


def sent_back(returned_on: date) -> Standing:
    """When the office sent it back."""
    return Standing(key="back", word=gettext(N_("Trả lại %(day)s"), day=format_short_day(returned_on)))
