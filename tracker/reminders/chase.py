"""The letter of a chase: the office's own words, and the tasks they are about as these stand now."""

from dataclasses import dataclass

from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.secrecy import secrecy_mark
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.mail.letter import Letter, Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.organizations.models import ContentLevel
from tracker.reminders.dues import drop
from tracker.reminders.facts import Facts, TaskNow, groups_of, truth_of
from tracker.reminders.levels import code_opening, code_subject, lowered, lowered_frame
from tracker.reminders.lines import GONE, NOTHING_LEFT, chase_fault
from tracker.reminders.page import (
    LONGEST_NAME,
    Frame,
    Item,
    Items,
    Room,
    fitting,
    frame,
    listed_codes,
    reasons_sentence,
    render,
    reply_address,
    shared_out,
    task_link,
    update_link,
)
from tracker.reminders.readers import Reader
from tracker.reminders.words import (
    Badge,
    citation,
    clip,
    coming_badge,
    deadline_sentence,
    earlier_sentence,
    group_sentences,
    overdue_badge,
    paragraphs,
    quote_of,
    returned_badge,
    update_sentence,
)
from tracker.tasks.models import Task
from tracker.tasks.status import State

LONGEST_WORDS = 2000
CHASED = N_("Văn phòng đôn đốc việc đơn vị của đồng chí được giao")


@dataclass(frozen=True, kw_only=True)
class ChasePage:
    """What the templates of the chase walk. `said` are the paragraphs of the office, `by` who sends them."""

    frame: Frame
    subject: str
    opening: str
    said: tuple[str, ...]
    by: str
    items: Items


def compose(facts: Facts, mail: OutgoingMail, lines: list[Occurrence]) -> Letter | Nothing:
    """Write the chase about what is still open; lines about the rest are cancelled; without lines there is no mail."""
    reader = facts.reader_of(mail)
    if reader is None:
        drop(lines, GONE)
        return Nothing(GONE)
    mail.address = reader.account.mail_address
    tasks = facts.tasks_for(reader, lines)
    pressed = [line for line in lines if _is_open(line, tasks[line.task_id], reader)]
    if not pressed:
        return Nothing(NOTHING_LEFT)
    said, by = _words_of(pressed[0])
    pressing = [tasks[line.task_id] for line in pressed]
    return fitting(lambda room: _letter(_page(reader, pressing, said, by, room), reader))


def _words_of(line: Occurrence) -> tuple[str, str]:
    """The office's words, and the name and telephone of whoever sent them; none that bear a mark of secrecy."""
    said, by, phone = (str(line.detail.get(name) or "") for name in ("text", "by", "phone"))
    by, phone = clip(by, LONGEST_NAME), clip(phone, LONGEST_NAME)
    if secrecy_mark(said):
        said = ""
    name = _("Đ/c %(name)s", name=by) if by else ""
    return said, _("%(name)s, điện thoại %(phone)s", name=name, phone=phone) if name and phone else name


def _is_open(line: Occurrence, now: TaskNow, reader: Reader) -> bool:
    fault = chase_fault(truth_of(now, reader))
    if fault is not None:
        drop([line], fault)
    return fault is None


def _letter(page: ChasePage, reader: Reader) -> Letter:
    return Letter(
        subject=clean_line(render("chase/subject.txt", page=page)),
        text=render("chase/body.txt", page=page),
        html=render("chase/body.html", page=page),
        reply_to=reply_address(reader.organization),
    )


def _page(reader: Reader, facts: list[TaskNow], said: str, by: str, room: Room) -> ChasePage:
    tasks = [now.task for now in facts]
    level = reader.organization.content_level
    full, bare = level is ContentLevel.FULL, level is ContentLevel.CODE
    quarters = {task.quarter for task in tasks}
    whole = frame(reader, groups=groups_of(tasks, reader), quarters=quarters, why=reasons_sentence([CHASED]))
    n = len(facts)
    pressing = ngettext("Văn phòng đôn đốc %(n)s việc.", "Văn phòng đôn đốc %(n)s việc.", n)
    codes = listed_codes(task.code for task in tasks)
    return ChasePage(
        frame=lowered_frame(whole, level),
        subject=code_subject() if bare else _("Đôn đốc: %(codes)s", codes=codes),
        opening=code_opening(n) if bare else pressing,
        said=paragraphs(said, LONGEST_WORDS) if full else (),
        by=by if full else "",
        items=shared_out([_item(now, reader) for now in facts], room),
    )


def _item(now: TaskNow, reader: Reader) -> Item:
    task = now.task
    item = Item(
        task_id=task.id,
        badge=_badge(task, reader),
        code=task.code,
        title=clip(task.title, 300),
        href=task_link(task.id),
        action=_("Sửa và gửi lại") if task.state is State.RETURNED else _("Cập nhật"),
        action_href=update_link(task.id, reader),
        quote=quote_of(task),
        source=citation(task.directive.document),
        notes=tuple(note for note in _notes(now) if note),
        groups=tuple(group_sentences(task)),
        to_form=True,
    )
    return lowered(item, now, reader.organization.content_level)


def _notes(now: TaskNow) -> list[str]:
    task = now.task
    standing = [update_sentence(now.update), earlier_sentence(now.earlier)]
    return [deadline_sentence(task), *standing]


def _badge(task: Task, reader: Reader) -> Badge:
    if task.due_on is not None and task.due_on < reader.today:
        return overdue_badge(task.due_on, reader.today, reader.calendar)
    if task.state is State.RETURNED:
        return returned_badge(task.returned_on or reader.today)
    if task.due_on is not None:
        return coming_badge(task.due_on, reader.today, reader.calendar, given=True)
    return Badge(key="nodl", mark="○", word=_("Không giao hạn"))
