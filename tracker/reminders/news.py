"""The lines of a notice one by one: what each kind of news shows of its task, and what it asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tracker.core.days import format_day
from tracker.core.languages import gettext as _
from tracker.core.secrecy import secrecy_mark
from tracker.core.text import clean_line
from tracker.mail.status import OccurrenceKind
from tracker.reminders.facts import TaskNow
from tracker.reminders.levels import lowered
from tracker.reminders.page import ADDRESSES, Item, link, task_link, update_link
from tracker.reminders.readers import Reader
from tracker.reminders.words import (
    Badge,
    citation,
    clip,
    deadline_sentence,
    earlier_sentence,
    group_sentences,
    long_day,
    paragraphs,
    quote_of,
    returned_badge,
    update_sentence,
)
from tracker.tasks.models import Task
from tracker.tasks.status import OPEN_STATES, State

LONGEST_SAYING = 1500


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line that is still true."""

    kind: OccurrenceKind
    now: TaskNow
    said: str
    by: str
    old: date | None
    direction_id: int | None


def item_of(told: Told, reader: Reader) -> Item:
    """The line as the mail shows it."""
    task = told.now.task
    badge, action, to_form = _ACTS[told.kind](told, reader)
    item = Item(
        task_id=task.id,
        badge=badge,
        code=task.code,
        title=clip(task.title, 300),
        href=task_link(task.id),
        action=action,
        action_href=update_link(task.id, reader) if to_form else _page(told),
        quote=quote_of(task),
        source=citation(task.directive.document),
        said=_said(told),
        notes=tuple(note for note in _notes(told) if note),
        groups=() if told.kind is OccurrenceKind.REPORTED else tuple(group_sentences(task)),
        to_form=to_form,
    )
    return lowered(item, told.now, reader.organization.content_level)


def _assigned(told: Told, reader: Reader) -> tuple[Badge, str, bool]:
    leads = told.now.task.lead_group_id in reader.actor.group_ids
    word = _("Giao chủ trì") if leads else _("Giao phối hợp")
    return Badge(key="term", mark="●", word=word), _("Xem nhiệm vụ"), False


def _returned(told: Told, reader: Reader) -> tuple[Badge, str, bool]:
    return returned_badge(told.now.task.returned_on or reader.today), _("Sửa và gửi lại"), True


def _confirmed(_told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    return Badge(key="done", mark="✓", word=_("Đã xác nhận hoàn thành")), _("Xem nhiệm vụ"), False


def _directed(told: Told, reader: Reader) -> tuple[Badge, str, bool]:
    task, badge = told.now.task, Badge(key="said", mark="»", word=_("Ý kiến chỉ đạo"))
    if task.state in OPEN_STATES and task.due_on is not None and task.due_on < reader.today:
        badge = Badge(key="over", mark="▲", word=_("Ý kiến chỉ đạo, quá hạn"))
    answerable = task.lead_group_id in reader.actor.group_ids and task.state is not State.AWAITING_CONFIRMATION
    return badge, _("Trả lời bằng cập nhật") if answerable else _("Xem nhiệm vụ"), answerable


def _reported(_told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    return Badge(key="wait", mark="◔", word=_("Chờ xác nhận")), _("Xem xét kết quả"), False


def _withdrawn(_told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    return Badge(key="wait", mark="◔", word=_("Trở lại chờ xác nhận")), _("Xem nhiệm vụ"), False


def _moved(told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    due_on = told.now.task.due_on
    word = _("Hạn mới %(day)s", day=format_day(due_on)) if due_on else _("Không giao hạn")
    return Badge(key="soon" if due_on else "nodl", mark="◷", word=word), _("Xem nhiệm vụ"), False


def _stopped(told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    carried = told.now.task.state is State.CARRIED_OVER
    word = _("Chuyển tiếp sang quý sau") if carried else _("Dừng thực hiện")
    return Badge(key="none", mark="■", word=word), _("Xem nhiệm vụ"), False


def _unreached(_told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    return Badge(key="over", mark="✕", word=_("Thư không tới người nhận")), _("Sửa địa chỉ thư"), False


_ACTS: dict[OccurrenceKind, Callable[[Told, Reader], tuple[Badge, str, bool]]] = {
    OccurrenceKind.ASSIGNED: _assigned,
    OccurrenceKind.RETURNED: _returned,
    OccurrenceKind.CONFIRMED: _confirmed,
    OccurrenceKind.DIRECTION: _directed,
    OccurrenceKind.REPORTED: _reported,
    OccurrenceKind.WITHDRAWN: _withdrawn,
    OccurrenceKind.DEADLINE: _moved,
    OccurrenceKind.STOPPED: _stopped,
    OccurrenceKind.UNREACHED: _unreached,
}


def _page(told: Told) -> str:
    """Where the reader acts on it."""
    return link(ADDRESSES) if told.kind is OccurrenceKind.UNREACHED else task_link(told.now.task.id)


def _said(told: Told) -> tuple[str, ...]:
    """What a person wrote: a reason, or a direction, with the name."""
    said = paragraphs(told.said, LONGEST_SAYING)
    if not said or told.kind is OccurrenceKind.CONFIRMED:
        return ()
    if not told.by or secrecy_mark(told.said):  # behind a name a mark would not stand alone
        return said
    return (_("%(name)s: %(text)s", name=told.by, text=said[0]), *said[1:])


def _notes(told: Told) -> list[str]:
    task = told.now.task
    deadline = deadline_sentence(task)
    match told.kind:
        case OccurrenceKind.ASSIGNED:
            found = [deadline, *_in_charge(task)]
        case OccurrenceKind.CONFIRMED:
            found = [_judgement(task)]
        case OccurrenceKind.REPORTED:
            found = [f"{clean_line(task.lead_group.name)}.", deadline, update_sentence(told.now.update)]
        case OccurrenceKind.DEADLINE:
            old = [_("Hạn cũ %(day)s.", day=long_day(told.old))] if told.old else []
            found = [deadline, *old]
        case OccurrenceKind.UNREACHED:
            found = [_("Thư gửi đ/c %(name)s không tới được vì địa chỉ thư hỏng.", name=told.by), deadline]
        case OccurrenceKind.STOPPED:
            found = []
        case _:
            found = [deadline, update_sentence(told.now.update), earlier_sentence(told.now.earlier)]
    return [each for each in found if each]


def _in_charge(task: Task) -> list[str]:
    return [_("Phụ trách: %(name)s.", name=clean_line(task.in_charge.full_name))] if task.in_charge else []


def _judgement(task: Task) -> str:
    """On time or late, by the day the group reported."""
    if task.due_on is None or task.reported_on is None:
        return deadline_sentence(task)
    days = {"a": format_day(task.reported_on), "b": format_day(task.due_on)}
    if task.reported_on <= task.due_on:
        return _("Tính đúng hạn vì đơn vị báo ngày %(a)s, hạn %(b)s.", **days)
    return _("Tính trễ hạn vì đơn vị báo ngày %(a)s, hạn %(b)s.", **days)
