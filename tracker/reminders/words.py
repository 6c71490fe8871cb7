"""Rules, deadlines and kinds of news in words, in the language being spoken."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.calendar.rules import WorkingCalendar
from tracker.core.days import format_day, format_document_day, format_short_day, format_weekday
from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.text import clean_line, clean_text
from tracker.core.words import N_
from tracker.directives.models import DOCUMENT_TYPE_WORDS, SourceDocument
from tracker.mail.status import OccurrenceKind
from tracker.reminders.rules import Ladder, Part, Rule
from tracker.reminders.superiors import Raised
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.status import SELF_RATING_WORDS, STATE_WORDS

NEWS_WORDS = {
    OccurrenceKind.ASSIGNED: N_("giao việc"),
    OccurrenceKind.RETURNED: N_("bị trả lại"),
    OccurrenceKind.CONFIRMED: N_("đã xác nhận"),
    OccurrenceKind.DIRECTION: N_("ý kiến chỉ đạo"),
    OccurrenceKind.REPORTED: N_("báo hoàn thành"),
    OccurrenceKind.WITHDRAWN: N_("rút lại kết quả xem xét"),
    OccurrenceKind.DEADLINE: N_("đổi hạn"),
    OccurrenceKind.STOPPED: N_("dừng, chuyển tiếp"),
    OccurrenceKind.UNREACHED: N_("thư không tới người có trách nhiệm"),
    OccurrenceKind.CHASE: N_("đôn đốc"),
}

WHY = {
    Part.IN_CHARGE: N_("được giao phụ trách việc"),
    Part.LEAD: N_("là thành viên tổ chủ trì"),
    Part.HEAD: N_("là trưởng, phó đơn vị có việc quá hạn lâu ngày"),
    Part.SUPPORTING: N_("là thành viên đơn vị phối hợp chưa báo cáo trong quý"),
    Part.REVIEWER: N_("làm ở Văn phòng, có việc báo hoàn thành chờ xác nhận"),
    Part.COMMITTEE: N_("là Thường trực, có việc quá hạn lâu ngày"),
    Part.SILENT: N_("làm ở Văn phòng, có đơn vị lâu ngày không cập nhật"),
}


WHY_REPORT = N_("là Thường trực, nhận báo cáo tình hình của quý")


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A state: its key in the design, a mark that needs no picture, and its words."""

    key: str
    mark: str
    word: str


_OTHER_LADDERS = {
    Ladder.WAITING: N_("chờ xác nhận, sau %(n)s ngày"),
    Ladder.COMMITTEE: N_("danh sách Thường trực, quá hạn từ %(n)s ngày"),
    Ladder.SILENCE: N_("không cập nhật từ %(n)s ngày"),
    Ladder.WEEK: N_("đầu tuần có hạn"),
    Ladder.FIXED: N_("ngày do Văn phòng định"),
}


def rule_words(rule: Rule) -> str:
    """What a person of the office reads in the ledger."""
    n = abs(rule.days)
    if rule.ladder is Ladder.RETURN:
        return _("bị trả lại, sau %(n)s ngày", n=n)
    if rule.ladder is Ladder.DEFAULT:
        return _default_words(rule.days, n)
    if rule.ladder in _OTHER_LADDERS:
        return _(_OTHER_LADDERS[rule.ladder], n=n)
    if rule.days < 0:
        return _("trước hạn %(n)s ngày", n=n)
    return _("quá hạn %(n)s ngày", n=n) if n else _("hạn hôm nay")


def _default_words(days: int, n: int) -> str:
    if days < 0:
        return _("trước hạn mặc định %(n)s ngày", n=n)
    return _("sau hạn mặc định %(n)s ngày", n=n) if n else _("hạn mặc định")


def overdue_badge(due_on: date, today: date, calendar: WorkingCalendar) -> Badge:
    """Quá hạn 3 ngày làm việc. Until the next working day there is no number yet."""
    n = calendar.between(due_on, today)
    words = ngettext("Quá hạn %(n)s ngày làm việc", "Quá hạn %(n)s ngày làm việc", n) if n else _("Quá hạn")
    return Badge(key="over", mark="▲", word=words)


def coming_badge(due_on: date, today: date, calendar: WorkingCalendar, *, given: bool) -> Badge:
    """How long until the deadline; one that nobody gave is called so."""
    n = calendar.between(today, due_on)
    if not given:
        return Badge(key="nodl", mark="◷", word=_("Hạn mặc định %(day)s", day=format_day(due_on)))
    if due_on == today:
        words = _("Hạn hôm nay")
    elif not n:  # nothing but days off lie between
        words = _("Hạn %(day)s, là ngày nghỉ", day=format_day(due_on))
    else:
        words = ngettext("Còn %(n)s ngày làm việc", "Còn %(n)s ngày làm việc", n)
    return Badge(key="soon", mark="◷", word=words)


def returned_badge(returned_on: date) -> Badge:
    """Bị trả lại 06/06/2017."""
    return Badge(key="back", mark="↩", word=_("Bị trả lại %(day)s", day=format_day(returned_on)))


def long_day(day: date) -> str:
    """Thứ Hai 05/06/2017, as it stands inside a sentence."""
    return f"{_(format_weekday(day))} {format_day(day)}"


def deadline_sentence(task: Task) -> str:
    """The deadline as a date, with the words of the document beside it; a default date never passes for one."""
    if task.due_on is not None:
        printed = clean_line(task.due_text)
        if printed:
            return _("Hạn %(day)s (“%(text)s”).", day=long_day(task.due_on), text=printed)
        return _("Hạn %(day)s.", day=long_day(task.due_on))
    if task.default_due_on is not None:
        return _("Không giao hạn; hạn mặc định để nhắc: %(day)s.", day=long_day(task.default_due_on))
    return _("Không giao hạn.")


def plain_deadline_sentence(task: Task) -> str:
    """The deadline as a date, without the words of any document."""
    if task.due_on is not None:
        return _("Hạn %(day)s.", day=long_day(task.due_on))
    return _("Không giao hạn.")


def update_sentence(update: StatusUpdate | None) -> str:
    """The last update with its first words."""
    if update is None:
        return _("Chưa có cập nhật nào.")
    day = format_short_day(update.reported_on)
    said = clip(update.done_text or update.closing_note or update.difficulty, 160)
    if update.self_rating is not None and not update.no_change:
        rating = _(SELF_RATING_WORDS[update.self_rating])
        said = f"{rating}. {said}" if said else rating
    if update.no_change or not said:
        return _("Cập nhật cuối %(day)s: không thay đổi.", day=day)
    return _("Cập nhật cuối %(day)s: %(text)s", day=day, text=said if said[-1] in ".…!?" else f"{said}.")


def earlier_sentence(earlier: Collection[StatusUpdate]) -> str:
    """How the work stood before the last update: Trước đó: 12/05 Đúng tiến độ; 28/04 Có khó khăn, vẫn đạt."""
    told = "; ".join(f"{format_short_day(each.reported_on)} {_standing(each)}" for each in earlier)
    return _("Trước đó: %(told)s.", told=told) if told else ""


def _standing(update: StatusUpdate) -> str:
    """The state of an update in a word or two: the group's own rating, else the task's state."""
    if update.no_change:
        return _("Không thay đổi")
    if update.self_rating is not None:
        return _(SELF_RATING_WORDS[update.self_rating])
    return _(STATE_WORDS[update.to_state])


def raised_sentence(raised: Raised, organization: str) -> str:
    """To whom the task has gone up, by name."""
    if not raised.names and not raised.committee:
        return ""
    names = [_("đ/c %(name)s", name=name) for name in raised.names]
    if raised.committee:
        names.append(_("Thường trực %(organization)s", organization=organization))
    return _("Việc này được báo tới %(names)s.", names=", ".join(names))


def waiting_badge(reported_on: date | None, today: date, calendar: WorkingCalendar) -> Badge:
    """Chờ xác nhận 3 ngày làm việc, counted from the day of the report."""
    n = calendar.between(reported_on, today) if reported_on is not None and reported_on < today else 0
    words = ngettext("Chờ xác nhận %(n)s ngày làm việc", "Chờ xác nhận %(n)s ngày làm việc", n)
    return Badge(key="wait", mark="◔", word=words if n else _("Chờ xác nhận"))


def silent_badge(since: date, today: date, calendar: WorkingCalendar) -> Badge:
    """Im lặng 16 ngày làm việc: since the last update, or since the task was given."""
    n = calendar.between(since, today)
    return Badge(key="mute", mark="…", word=ngettext("Im lặng %(n)s ngày làm việc", "Im lặng %(n)s ngày làm việc", n))


def last_update_sentence(updated_on: date | None) -> str:
    """When the group was last heard of, and no word more."""
    if updated_on is None:
        return _("Chưa có cập nhật nào.")
    return _("Lần cập nhật cuối %(day)s.", day=format_short_day(updated_on))


def citation(document: SourceDocument) -> str:
    """Thông báo kết luận số 12-TB/ĐU ngày 12/4/2026, Thường trực Đảng ủy."""
    kind, day = _(DOCUMENT_TYPE_WORDS[document.type]), format_document_day(document.issued_on)
    issuer = clean_line(document.issuer)
    if document.number:
        return _(
            "%(kind)s số %(number)s ngày %(day)s, %(issuer)s",
            kind=kind,
            number=clean_line(document.number),
            day=day,
            issuer=issuer,
        )
    return _("%(kind)s ngày %(day)s, %(issuer)s", kind=kind, day=day, issuer=issuer)


def quote_of(task: Task, longest: int = 240) -> str:
    """The sentence that gave the task, unless the title says it already. Of a long one only the beginning is read."""
    quotation = clip(task.directive.quotation[: 4 * longest], longest)
    said = quotation.lower().strip(" .;,") == task.title[:longest].lower().strip(" .;,")
    return "" if said else quotation


def group_sentences(task: Task) -> list[str]:
    """Who leads, who supports."""
    supporting = ", ".join(clean_line(each.group.name) for each in task.supporting)
    return [
        _("Chủ trì: %(name)s.", name=clean_line(task.lead_group.name)),
        *([_("Phối hợp: %(names)s.", names=clip(supporting, 300))] if supporting else []),
    ]


def clip(text: str, longest: int) -> str:
    """One clean line of at most `longest` characters."""
    line = clean_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def paragraphs(text: str, longest: int) -> tuple[str, ...]:
    """The clean, not empty lines of a text, at most `longest` characters of it."""
    whole = clean_text(text)
    whole = whole if len(whole) <= longest else f"{whole[: longest - 1].rstrip()}…"
    return tuple(line for line in whole.splitlines() if line)
