"""The notice: what has happened to somebody's tasks, told within minutes and together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.quarter import Quarter
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.mail.letter import Letter, Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import OccurrenceKind, OccurrenceState
from tracker.organizations.models import ContentLevel
from tracker.reminders.dues import drop
from tracker.reminders.facts import Facts, TaskNow, groups_of, truth_of
from tracker.reminders.levels import code_opening, code_subject, lowered_frame
from tracker.reminders.lines import GONE, NEWER_LINE, NOTHING_LEFT, news_fault
from tracker.reminders.news import Told, item_of
from tracker.reminders.page import (
    LONGEST_NAME,
    Frame,
    Items,
    Room,
    fitting,
    frame,
    listed_codes,
    reasons_sentence,
    render,
    reply_address,
    shared_out,
)
from tracker.reminders.readers import Reader
from tracker.reminders.words import clip

IN_GROUP = N_("là thành viên đơn vị được giao việc")
IN_OFFICE = N_("làm ở Văn phòng")


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """What the templates of the notice walk."""

    frame: Frame
    subject: str
    opening: str
    items: Items


def compose(facts: Facts, mail: OutgoingMail, lines: list[Occurrence]) -> Letter | Nothing:
    """Write the notice from what is true now; lines that are not are cancelled, and without lines there is no mail."""
    reader = facts.reader_of(mail)
    if reader is None:
        drop(lines, GONE)
        return Nothing(GONE)
    mail.address = reader.account.mail_address
    told = _still_true(lines, facts.tasks_for(reader, lines), reader, facts.lost)
    if not told:
        return Nothing(NOTHING_LEFT)
    return fitting(lambda room: _letter(_page(reader, told, room), reader))


def _letter(page: NoticePage, reader: Reader) -> Letter:
    return Letter(
        subject=clean_line(render("notice/subject.txt", page=page)),
        text=render("notice/body.txt", page=page),
        html=render("notice/body.html", page=page),
        reply_to=reply_address(reader.organization),
    )


def _still_true(
    lines: list[Occurrence], tasks: dict[int, TaskNow], reader: Reader, lost: Collection[int]
) -> list[Told]:
    """The lines to tell, in the order they happened. Of two alike about a task the newer; directions all.

    `lost` are the people whom no mail reaches.
    """
    newest = {_likeness(line): line.id for line in sorted(lines, key=lambda line: line.id)}
    told = []
    for line in sorted(lines, key=lambda line: line.id):
        each = _told(line, tasks[line.task_id])
        truth = truth_of(
            each.now, reader, direction_id=each.direction_id, unreached=line.detail.get("account_id") in lost
        )
        fault = news_fault(line.kind, truth)
        if fault is not None:
            drop([line], fault)
        elif newest[_likeness(line)] != line.id:
            line.state, line.state_reason = OccurrenceState.SUPERSEDED, NEWER_LINE
        else:
            told.append(each)
    return told


def _likeness(line: Occurrence) -> tuple[object, ...]:
    several = line.kind in {OccurrenceKind.DIRECTION, OccurrenceKind.UNREACHED}
    return (line.task_id, line.kind, line.id if several else 0)


def _told(line: Occurrence, now: TaskNow) -> Told:
    detail = line.detail
    old = detail.get("old")
    number = line.key.split(":")[1] if line.kind is OccurrenceKind.DIRECTION else ""
    return Told(
        kind=line.kind,
        now=now,
        said=str(detail.get("text") or detail.get("reason") or ""),
        by=clip(str(detail.get("by") or ""), LONGEST_NAME),
        old=date.fromisoformat(old) if old else None,
        direction_id=int(number) if number.isdecimal() else None,
    )


def _page(reader: Reader, told: list[Told], room: Room) -> NoticePage:
    tasks = [each.now.task for each in told]
    kinds = {each.kind for each in told}
    for_the_office = kinds & {OccurrenceKind.REPORTED, OccurrenceKind.UNREACHED}
    reasons = [*([IN_GROUP] if kinds - for_the_office else []), *([IN_OFFICE] if for_the_office else [])]
    level = reader.organization.content_level
    bare = level is ContentLevel.CODE
    quarters = {task.quarter for task in tasks}
    whole = frame(reader, groups=groups_of(tasks, reader), quarters=quarters, why=reasons_sentence(reasons))
    return NoticePage(
        frame=lowered_frame(whole, level),
        subject=code_subject() if bare else _subject(told),
        opening=code_opening(len(told)) if bare else _opening(told),
        items=shared_out([item_of(each, reader) for each in told], room),
    )


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
    return _(_SUBJECTS[kind], codes=listed_codes(each.now.task.code for each in told))


_SUBJECTS = {
    OccurrenceKind.RETURNED: N_("Trả lại: %(codes)s"),
    OccurrenceKind.CONFIRMED: N_("Đã xác nhận: %(codes)s"),
    OccurrenceKind.DIRECTION: N_("Ý kiến chỉ đạo: %(codes)s"),
    OccurrenceKind.REPORTED: N_("Chờ xác nhận: %(codes)s"),
    OccurrenceKind.WITHDRAWN: N_("Trở lại chờ xác nhận: %(codes)s"),
    OccurrenceKind.DEADLINE: N_("Đổi hạn: %(codes)s"),
    OccurrenceKind.STOPPED: N_("Dừng, chuyển tiếp: %(codes)s"),
    OccurrenceKind.UNREACHED: N_("Thư không tới người nhận: %(codes)s"),
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
        OccurrenceKind.WITHDRAWN: ngettext(
            "Văn phòng rút lại kết quả xem xét %(n)s việc; việc trở lại chờ xác nhận.",
            "Văn phòng rút lại kết quả xem xét %(n)s việc; việc trở lại chờ xác nhận.",
            n,
        ),
        OccurrenceKind.DEADLINE: ngettext("Hạn của %(n)s việc đã đổi.", "Hạn của %(n)s việc đã đổi.", n),
        OccurrenceKind.UNREACHED: ngettext(
            "Thư nhắc không tới được %(n)s người có trách nhiệm.",
            "Thư nhắc không tới được %(n)s người có trách nhiệm.",
            n,
        ),
        OccurrenceKind.STOPPED: ngettext(
            "Có %(n)s việc dừng hoặc chuyển tiếp; đồng chí không cần báo cáo nữa.",
            "Có %(n)s việc dừng hoặc chuyển tiếp; đồng chí không cần báo cáo nữa.",
            n,
        ),
    }
    if len(kinds) > 1:
        return ngettext("Có %(n)s tin mới về việc của đồng chí.", "Có %(n)s tin mới về việc của đồng chí.", n)
    return words[kinds.pop()]
