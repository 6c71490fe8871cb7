"""The lines of a digest one by one: what each section shows of a task, and what it asks for."""

from collections.abc import Sequence

from tracker.core.languages import gettext as _
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.reminders.digest_words import in_section
from tracker.reminders.dues import Due, Section, Urgency
from tracker.reminders.levels import lowered, lowered_items
from tracker.reminders.page import Item, Items, Room, in_blocks, shared_out, task_link, update_link
from tracker.reminders.readers import Reader
from tracker.reminders.rules import Part
from tracker.reminders.words import (
    Badge,
    citation,
    clip,
    coming_badge,
    deadline_sentence,
    earlier_sentence,
    group_sentences,
    last_update_sentence,
    overdue_badge,
    quote_of,
    raised_sentence,
    returned_badge,
    silent_badge,
    update_sentence,
    waiting_badge,
)
from tracker.tasks.status import State

HEADINGS = {
    Section.MINE: N_("Việc của đồng chí"),
    Section.REVIEW: N_("Chờ đồng chí xác nhận"),
    Section.COMMITTEE: N_("Quá hạn lâu ngày, theo đơn vị chủ trì"),
    Section.SILENT: N_("Lâu ngày chưa có cập nhật, theo đơn vị chủ trì"),
}


def sections_of(dues: Sequence[Due], reader: Reader, room: Room) -> tuple[Items, ...]:
    """The sections that have something to say. One's own tasks alone need no heading."""
    present = [section for section in Section if in_section(dues, section)]
    alone = present == [Section.MINE]
    found = []
    for section in present:
        items = [(clean_line(due.now.task.lead_group.name), _item(due, reader)) for due in in_section(dues, section)]
        heading = "" if alone else _(HEADINGS[section])
        if section in {Section.COMMITTEE, Section.SILENT}:
            shared = in_blocks(items, room, heading=heading)
        else:
            shared = shared_out([item for _name, item in items], room, heading=heading)
        found.append(lowered_items(shared, reader.organization.content_level))
    return tuple(found)


def _item(due: Due, reader: Reader) -> Item:
    task = due.now.task
    mine = due.section is Section.MINE
    item = Item(
        task_id=task.id,
        badge=_badge(due, reader),
        code=task.code,
        title=clip(task.title, 300),
        href=task_link(task.id),
        action=_action(due),
        action_href=update_link(task.id, reader) if mine else task_link(task.id),
        quote=quote_of(task),
        source=citation(task.directive.document),
        notes=tuple(note for note in _notes(due, reader) if note),
        groups=tuple(group_sentences(task)) if mine else (),
        to_form=mine,
    )
    return lowered(item, due.now, reader.organization.content_level)


def _badge(due: Due, reader: Reader) -> Badge:
    task, today, calendar = due.now.task, reader.today, reader.calendar
    if due.section is Section.REVIEW:
        return waiting_badge(task.reported_on, today, calendar)
    if due.section is Section.SILENT:
        return silent_badge(task.last_update_on or task.assigned_on, today, calendar)
    if due.urgency is Urgency.OVERDUE:
        return overdue_badge(due.day, today, calendar)
    if due.urgency is Urgency.RETURNED:
        return returned_badge(due.day)
    return coming_badge(due.day, today, calendar, given=due.urgency is not Urgency.DEFAULT)


def _action(due: Due) -> str:
    if due.section is Section.REVIEW:
        return _("Xem xét kết quả")
    if due.section is not Section.MINE:
        return _("Xem nhiệm vụ")
    if due.now.task.state is State.RETURNED:
        return _("Sửa và gửi lại")
    return _("Cập nhật ngay") if due.urgency is Urgency.OVERDUE else _("Cập nhật")


def _notes(due: Due, reader: Reader) -> list[str]:
    now, task = due.now, due.now.task
    match due.section:
        case Section.REVIEW:
            group = _("Đơn vị báo: %(name)s.", name=clean_line(task.lead_group.name))
            return [group, deadline_sentence(task), update_sentence(now.update)]
        case Section.COMMITTEE:
            return [deadline_sentence(task), last_update_sentence(task.last_update_on)]
        case Section.SILENT:
            return [last_update_sentence(task.last_update_on), deadline_sentence(task)]
    return _own_notes(due, reader)


def _own_notes(due: Due, reader: Reader) -> list[str]:
    now, task = due.now, due.now.task
    notes = [deadline_sentence(task)]
    if task.state is State.RETURNED and now.return_review is not None:
        notes.append(_("Văn phòng: “%(text)s”", text=clip(now.return_review.reason, 300)))
    elif due.part is Part.SUPPORTING:
        notes.append(_("Đơn vị của đồng chí phối hợp, chưa báo cáo trong quý."))
    else:
        notes.append(update_sentence(now.update))
    if due.part is not Part.SUPPORTING:
        notes.append(earlier_sentence(now.earlier))
    if due.part is Part.HEAD:
        days = now.place.plan.escalate_after
        notes.append(_("Báo tới đồng chí vì đơn vị quá hạn từ %(days)s ngày làm việc.", days=days))
    elif due.part is not Part.SUPPORTING:
        notes.append(raised_sentence(now.raised, clean_line(reader.organization.name)))
    return notes
