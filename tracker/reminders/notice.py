"""The notice: what has happened to somebody's tasks, told within minutes and together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from sqlalchemy.orm import Session

from tracker.core.days import format_day
from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.quarter import Quarter
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.mail.letter import Letter, Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import OccurrenceKind, OccurrenceState
from tracker.reminders.facts import Reader, TaskNow, find_reader, read_tasks, truth_of
from tracker.reminders.lines import GONE, NEWER_LINE, NOTHING_LEFT, news_fault
from tracker.reminders.page import (
    Frame,
    Item,
    Items,
    frame,
    reasons_sentence,
    reply_address,
    shared_out,
    task_link,
    update_link,
)
from tracker.reminders.words import (
    Badge,
    citation,
    clip,
    deadline_sentence,
    long_day,
    paragraphs,
    returned_badge,
    update_sentence,
)
from tracker.tasks.models import Task
from tracker.tasks.status import State

MOST_CODES = 5
LONGEST_SAYING = 1500

IN_GROUP = N_("là thành viên đơn vị được giao việc")
IN_OFFICE = N_("làm ở Văn phòng")


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line that is still true."""

    kind: OccurrenceKind
    now: TaskNow
    said: str
    by: str
    old: date | None
    direction_id: int | None


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """What the templates of the notice walk."""

    frame: Frame
    subject: str
    opening: str
    items: Items


def compose(session: Session, mail: OutgoingMail, lines: list[Occurrence], now: datetime) -> Letter | Nothing:
    """Write the notice from what is true now; lines that are not are cancelled, and without lines there is no mail."""
    reader = find_reader(session, mail, now)
    if reader is None:
        for line in lines:
            line.state, line.state_reason = OccurrenceState.CANCELLED, GONE
        return Nothing(GONE)
    mail.address = reader.account.email
    told = _still_true(lines, read_tasks(session, {line.task_id for line in lines}, reader), reader)
    if not told:
        return Nothing(NOTHING_LEFT)
    page = _page(reader, told)
    return Letter(
        subject=clean_line(render_template("emails/notice/subject.txt", page=page)),
        text=render_template("emails/notice/body.txt", page=page),
        html=render_template("emails/notice/body.html", page=page),
        reply_to=reply_address(reader.organization),
    )


def _still_true(lines: list[Occurrence], tasks: dict[int, TaskNow], reader: Reader) -> list[Told]:
    """The lines to tell, in the order they happened. Of two alike about a task the newer; directions all."""
    newest = {_likeness(line): line.id for line in sorted(lines, key=lambda line: line.id)}
    told = []
    for line in sorted(lines, key=lambda line: line.id):
        each = _told(line, tasks[line.task_id])
        fault = news_fault(line.kind, truth_of(each.now, reader, direction_id=each.direction_id))
        if fault is not None:
            line.state, line.state_reason = OccurrenceState.CANCELLED, fault
        elif newest[_likeness(line)] != line.id:
            line.state, line.state_reason = OccurrenceState.SUPERSEDED, NEWER_LINE
        else:
            told.append(each)
    return told


def _likeness(line: Occurrence) -> tuple[object, ...]:
    return (line.task_id, line.kind, line.id if line.kind is OccurrenceKind.DIRECTION else 0)


def _told(line: Occurrence, now: TaskNow) -> Told:
    detail = line.detail
    old = detail.get("old")
    number = line.key.split(":")[1] if line.kind is OccurrenceKind.DIRECTION else ""
    return Told(
        kind=line.kind,
        now=now,
        said=str(detail.get("text") or detail.get("reason") or ""),
        by=clean_line(str(detail.get("by") or "")),
        old=date.fromisoformat(old) if old else None,
        direction_id=int(number) if number.isdecimal() else None,
    )


def _page(reader: Reader, told: list[Told]) -> NoticePage:
    tasks = [each.now.task for each in told]
    kinds = {each.kind for each in told}
    reasons = [IN_OFFICE] if kinds == {OccurrenceKind.REPORTED} else [IN_GROUP]
    if OccurrenceKind.REPORTED in kinds and len(kinds) > 1:
        reasons.append(IN_OFFICE)
    return NoticePage(
        frame=frame(
            reader,
            groups={group for task in tasks for group in _groups_of(task, reader)},
            quarters={task.quarter for task in tasks},
            why=reasons_sentence(reasons),
        ),
        subject=_subject(told),
        opening=_opening(told),
        items=shared_out([_item(each, reader) for each in told]),
    )


def _groups_of(task: Task, reader: Reader) -> list[str]:
    """The reader's groups on the task."""
    groups = [task.lead_group, *(each.group for each in task.supporting)]
    return [clean_line(group.short_name) for group in groups if group.id in reader.actor.group_ids][:1]


def _subject(told: list[Told]) -> str:
    """One kind has a subject of its own; several are counted. Never a title: subjects show on locked phones."""
    kinds = {each.kind for each in told}
    n = len(told)
    if len(kinds) > 1:
        return ngettext("%(n)s việc mới cần xem", "%(n)s việc mới cần xem", n)
    kind = kinds.pop()
    if kind is OccurrenceKind.ASSIGNED:
        quarter = max(Quarter.parse(each.now.task.quarter) for each in told)
        return ngettext("Giao %(n)s nhiệm vụ Quý %(q)s", "Giao %(n)s nhiệm vụ Quý %(q)s", n, q=quarter.roman)
    codes = dict.fromkeys(each.now.task.code for each in told)
    listed = ", ".join(list(codes)[:MOST_CODES]) + (" …" if len(codes) > MOST_CODES else "")
    return _(_SUBJECTS[kind], codes=listed)


_SUBJECTS = {
    OccurrenceKind.RETURNED: N_("Trả lại: %(codes)s"),
    OccurrenceKind.CONFIRMED: N_("Đã xác nhận: %(codes)s"),
    OccurrenceKind.DIRECTION: N_("Ý kiến chỉ đạo: %(codes)s"),
    OccurrenceKind.REPORTED: N_("Chờ xác nhận: %(codes)s"),
    OccurrenceKind.DEADLINE: N_("Đổi hạn: %(codes)s"),
    OccurrenceKind.STOPPED: N_("Dừng, chuyển tiếp: %(codes)s"),
}


def _opening(told: list[Told]) -> str:
    """The first sentence."""
    kinds = {each.kind for each in told}
    n = len(told)
    words = {
        OccurrenceKind.ASSIGNED: ngettext(
            "Có %(n)s nhiệm vụ mới giao cho đơn vị của đồng chí.",
            "Có %(n)s nhiệm vụ mới giao cho đơn vị của đồng chí.",
            n,
        ),
        OccurrenceKind.RETURNED: ngettext(
            "Văn phòng trả lại %(n)s việc, kèm lý do.", "Văn phòng trả lại %(n)s việc, kèm lý do.", n
        ),
        OccurrenceKind.CONFIRMED: ngettext(
            "Văn phòng đã xác nhận %(n)s việc hoàn thành.", "Văn phòng đã xác nhận %(n)s việc hoàn thành.", n
        ),
        OccurrenceKind.DIRECTION: ngettext(
            "Có %(n)s ý kiến chỉ đạo cần trả lời bằng cập nhật.",
            "Có %(n)s ý kiến chỉ đạo cần trả lời bằng cập nhật.",
            n,
        ),
        OccurrenceKind.REPORTED: ngettext(
            "Có %(n)s việc báo hoàn thành, chờ Văn phòng xác nhận.",
            "Có %(n)s việc báo hoàn thành, chờ Văn phòng xác nhận.",
            n,
        ),
        OccurrenceKind.DEADLINE: ngettext("Hạn của %(n)s việc đã đổi.", "Hạn của %(n)s việc đã đổi.", n),
        OccurrenceKind.STOPPED: ngettext(
            "Có %(n)s việc dừng hoặc chuyển tiếp; đồng chí không cần báo cáo nữa.",
            "Có %(n)s việc dừng hoặc chuyển tiếp; đồng chí không cần báo cáo nữa.",
            n,
        ),
    }
    if len(kinds) > 1:
        return ngettext("Có %(n)s tin mới về việc của đồng chí.", "Có %(n)s tin mới về việc của đồng chí.", n)
    return words[kinds.pop()]


def _item(told: Told, reader: Reader) -> Item:
    task = told.now.task
    badge, action, to_form = _ACTS[told.kind](told, reader)
    directive = task.directive
    assigned = told.kind is OccurrenceKind.ASSIGNED
    return Item(
        badge=badge,
        code=task.code,
        title=clip(task.title, 300),
        href=task_link(task.id),
        action=action,
        action_href=update_link(task.id) if to_form else task_link(task.id),
        quote=clip(directive.quotation, 500) if assigned else "",
        source=citation(directive.document) if assigned else "",
        said=_said(told),
        notes=tuple(_notes(told)),
    )


def _assigned(told: Told, reader: Reader) -> tuple[Badge, str, bool]:
    leads = told.now.task.lead_group_id in reader.actor.group_ids
    word = _("Giao chủ trì") if leads else _("Giao phối hợp")
    return Badge(key="term", mark="●", word=word), _("Xem nhiệm vụ"), False


def _returned(told: Told, reader: Reader) -> tuple[Badge, str, bool]:
    return returned_badge(told.now.task.returned_on or reader.today), _("Sửa và gửi lại"), True


def _confirmed(_told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    return Badge(key="done", mark="✓", word=_("Đã xác nhận hoàn thành")), _("Xem nhiệm vụ"), False


def _directed(told: Told, reader: Reader) -> tuple[Badge, str, bool]:
    badge = Badge(key="said", mark="»", word=_("Ý kiến chỉ đạo"))
    answers = told.now.task.lead_group_id in reader.actor.group_ids
    answerable = answers and told.now.task.state is not State.AWAITING_CONFIRMATION
    return badge, _("Trả lời bằng cập nhật") if answerable else _("Xem nhiệm vụ"), answerable


def _reported(_told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    return Badge(key="wait", mark="◔", word=_("Chờ xác nhận")), _("Xem xét kết quả"), False


def _moved(told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    due_on = told.now.task.due_on
    word = _("Hạn mới %(day)s", day=format_day(due_on)) if due_on else _("Không giao hạn")
    return Badge(key="soon" if due_on else "nodl", mark="◷", word=word), _("Xem nhiệm vụ"), False


def _stopped(told: Told, _reader: Reader) -> tuple[Badge, str, bool]:
    carried = told.now.task.state is State.CARRIED_OVER
    word = _("Chuyển tiếp sang quý sau") if carried else _("Dừng thực hiện")
    return Badge(key="none", mark="■", word=word), _("Xem nhiệm vụ"), False


_ACTS: dict[OccurrenceKind, Callable[[Told, Reader], tuple[Badge, str, bool]]] = {
    OccurrenceKind.ASSIGNED: _assigned,
    OccurrenceKind.RETURNED: _returned,
    OccurrenceKind.CONFIRMED: _confirmed,
    OccurrenceKind.DIRECTION: _directed,
    OccurrenceKind.REPORTED: _reported,
    OccurrenceKind.DEADLINE: _moved,
    OccurrenceKind.STOPPED: _stopped,
}


def _said(told: Told) -> tuple[str, ...]:
    """What a person wrote: a reason, or a direction, with the name."""
    said = paragraphs(told.said, LONGEST_SAYING)
    if not said or told.kind is OccurrenceKind.CONFIRMED:
        return ()
    if not told.by:
        return said
    return (_("%(name)s: %(text)s", name=told.by, text=said[0]), *said[1:])


def _notes(told: Told) -> list[str]:
    task = told.now.task
    match told.kind:
        case OccurrenceKind.ASSIGNED:
            return [deadline_sentence(task), *_people(task)]
        case OccurrenceKind.CONFIRMED:
            return [_judgement(task)]
        case OccurrenceKind.REPORTED:
            return [f"{clean_line(task.lead_group.name)}.", deadline_sentence(task), update_sentence(told.now.update)]
        case OccurrenceKind.DEADLINE:
            old = [_("Hạn cũ %(day)s.", day=long_day(told.old))] if told.old else []
            return [deadline_sentence(task), *old]
        case OccurrenceKind.STOPPED:
            return []
    return [deadline_sentence(task), update_sentence(told.now.update)]


def _people(task: Task) -> list[str]:
    """Who leads, who supports, who is in charge."""
    supporting = ", ".join(clean_line(each.group.name) for each in task.supporting)
    return [
        _("Chủ trì: %(name)s.", name=clean_line(task.lead_group.name)),
        *([_("Phối hợp: %(names)s.", names=clip(supporting, 300))] if supporting else []),
        *([_("Phụ trách: %(name)s.", name=clean_line(task.in_charge.full_name))] if task.in_charge else []),
    ]


def _judgement(task: Task) -> str:
    """On time or late, by the day the group reported."""
    if task.due_on is None or task.reported_on is None:
        return deadline_sentence(task)
    days = {"a": format_day(task.reported_on), "b": format_day(task.due_on)}
    if task.reported_on <= task.due_on:
        return _("Tính đúng hạn vì đơn vị báo ngày %(a)s, hạn %(b)s.", **days)
    return _("Tính trễ hạn vì đơn vị báo ngày %(a)s, hạn %(b)s.", **days)
