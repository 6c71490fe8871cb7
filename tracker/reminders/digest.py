"""The digest: one mail a day with everything that asks for an update, worst first."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Role
from tracker.accounts.models import DigestWish
from tracker.core.days import format_day
from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.mail.letter import Letter, Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.reminders.dues import Due, Urgency, drop, still_true
from tracker.reminders.facts import (
    Others,
    Reader,
    count_others,
    count_waiting,
    find_reader,
    groups_of,
    read_tasks,
)
from tracker.reminders.lines import GONE, NOTHING_LEFT
from tracker.reminders.page import (
    Frame,
    Item,
    Items,
    digests_link,
    frame,
    link,
    reasons_sentence,
    render,
    reply_address,
    shared_out,
    task_link,
    update_link,
)
from tracker.reminders.rules import WATCHING, Part, escalates
from tracker.reminders.words import (
    WHY,
    Badge,
    clip,
    coming_badge,
    deadline_sentence,
    overdue_badge,
    returned_badge,
    update_sentence,
)
from tracker.tasks.status import State


@dataclass(frozen=True, kw_only=True)
class DigestPage:
    """What the templates of the digest walk. `counts` are the parts of the subject."""

    frame: Frame
    counts: tuple[str, ...]
    day: str
    items: Items
    nothing_new: bool
    caught_up: int
    others: Others
    waiting: int
    review_href: str
    fewer: bool
    digests_href: str


def compose(session: Session, mail: OutgoingMail, lines: list[Occurrence], now: datetime) -> Letter | Nothing:
    """Write the digest from what is true now; lines that are not are cancelled, and without lines there is no mail."""
    reader = find_reader(session, mail, now)
    if reader is None:
        drop(lines, GONE)
        return Nothing(GONE)
    mail.address = reader.account.email
    tasks = read_tasks(session, {line.task_id for line in lines}, reader)
    dues = still_true(lines, tasks, reader, mail.local_day)
    if not dues:
        return Nothing(NOTHING_LEFT)
    page = _page(session, reader, dues)
    return Letter(
        subject=clean_line(render("digest/subject.txt", page=page)),
        text=render("digest/body.txt", page=page),
        html=render("digest/body.html", page=page),
        reply_to=reply_address(reader.organization),
        list_unsubscribe=None if page.fewer else page.digests_href,
    )


def _page(session: Session, reader: Reader, dues: list[Due]) -> DigestPage:
    tasks = [due.now.task for due in dues]
    parts = [part for part in Part if any(due.part is part for due in dues)]
    office = reader.actor.has(Role.OFFICE)
    return DigestPage(
        frame=frame(
            reader,
            groups=groups_of(tasks, reader),
            quarters={task.quarter for task in tasks},
            why=reasons_sentence([WHY[part] for part in parts]),
        ),
        counts=_counts(dues, reader),
        day=format_day(reader.today),
        items=shared_out([_item(due, reader) for due in dues]),
        nothing_new=any(due.now.task.state is not State.RETURNED for due in dues),
        caught_up=sum(due.caught_up for due in dues),
        others=count_others(session, reader, [task.id for task in tasks]),
        waiting=count_waiting(session, reader.actor.organization_id) if office else 0,
        review_href=link("/review"),
        fewer=reader.account.digests is DigestWish.DUTIES,
        digests_href=digests_link(reader),
    )


def _item(due: Due, reader: Reader) -> Item:
    task = due.now.task
    watched = due.rule.ladder in WATCHING
    href = task_link(task.id) if watched else update_link(task.id, reader)
    return Item(
        badge=_badge(due, reader),
        code=task.code,
        title=clip(task.title, 300),
        href=task_link(task.id),
        action=_action(due),
        action_href=href,
        notes=tuple(_notes(due)),
    )


def _badge(due: Due, reader: Reader) -> Badge:
    if due.urgency is Urgency.OVERDUE:
        return overdue_badge(due.day, reader.today, reader.calendar)
    if due.urgency is Urgency.RETURNED:
        return returned_badge(due.day)
    return coming_badge(due.day, reader.today, reader.calendar, given=due.urgency is not Urgency.DEFAULT)


def _action(due: Due) -> str:
    if due.now.task.state is State.RETURNED:
        return _("Sửa và gửi lại")
    return _("Cập nhật ngay") if due.urgency is Urgency.OVERDUE else _("Cập nhật")


def _notes(due: Due) -> list[str]:
    task, review = due.now.task, due.now.return_review
    notes = [deadline_sentence(task)]
    if task.state is State.RETURNED and review is not None:
        notes.append(_("Văn phòng: “%(text)s”", text=clip(review.reason, 300)))
    elif due.part is Part.SUPPORTING:
        notes.append(_("Đơn vị của đồng chí phối hợp, chưa báo cáo trong quý."))
    else:
        notes.append(update_sentence(due.now.update))
    if due.part is Part.HEAD:
        notes.append(_("Báo tới đồng chí vì đơn vị quá hạn từ 5 ngày làm việc."))
    if due.part is Part.IN_CHARGE and escalates(due.rule, due.now.place.escalate_after):
        notes.append(_("Việc này cũng đã báo tới trưởng, phó đơn vị."))
    return notes


_COUNTS = {
    Urgency.OVERDUE: (N_("%(n)s việc quá hạn"), N_("%(n)s quá hạn")),
    Urgency.RETURNED: (N_("%(n)s việc bị trả lại"), N_("%(n)s bị trả lại")),
    Urgency.TODAY: (N_("%(n)s việc hạn hôm nay"), N_("%(n)s hạn hôm nay")),
    Urgency.SOON: (N_("%(n)s việc sắp đến hạn"), N_("%(n)s sắp đến hạn")),
    Urgency.DEFAULT: (N_("%(n)s việc cần cập nhật"), N_("%(n)s cần cập nhật")),
}


def _counts(dues: list[Due], reader: Reader) -> tuple[str, ...]:
    """The parts of the subject: 1 việc quá hạn, 1 bị trả lại, 2 còn 3 ngày. Only the first says what is counted."""
    numbers = Counter(due.urgency for due in dues)
    left = {reader.calendar.between(reader.today, due.day) for due in dues if due.urgency is Urgency.SOON}
    present = [urgency for urgency in Urgency if numbers[urgency]]
    return tuple(
        _left_words(numbers[each], max(left), first=not place)
        if each is Urgency.SOON and len(left) == 1 and max(left)
        else _(_COUNTS[each][place > 0], n=numbers[each])
        for place, each in enumerate(present)
    )


def _left_words(count: int, days: int, *, first: bool) -> str:
    if first:
        return ngettext("%(count)s việc còn %(n)s ngày", "%(count)s việc còn %(n)s ngày", days, count=count)
    return ngettext("%(count)s còn %(n)s ngày", "%(count)s còn %(n)s ngày", days, count=count)
