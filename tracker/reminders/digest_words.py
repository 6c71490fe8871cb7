"""What a digest says before its items: its subject, its first sentence, and what it makes up for."""

from collections import Counter
from collections.abc import Collection, Sequence

from tracker.core.days import format_day
from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.words import N_
from tracker.reminders.dues import Due, Section, Urgency
from tracker.reminders.readers import Reader
from tracker.reminders.words import long_day

_COUNTS = {
    Urgency.OVERDUE: (N_("%(n)s việc quá hạn"), N_("%(n)s quá hạn")),
    Urgency.RETURNED: (N_("%(n)s việc bị trả lại"), N_("%(n)s bị trả lại")),
    Urgency.TODAY: (N_("%(n)s việc hạn hôm nay"), N_("%(n)s hạn hôm nay")),
    Urgency.SOON: (N_("%(n)s việc sắp đến hạn"), N_("%(n)s sắp đến hạn")),
    Urgency.DEFAULT: (N_("%(n)s việc cần cập nhật"), N_("%(n)s cần cập nhật")),
}


def counts(dues: Sequence[Due], reader: Reader) -> tuple[str, ...]:
    """The parts of the subject: 1 việc quá hạn, 1 bị trả lại, 2 còn 3 ngày. Only the first says what is counted."""
    mine = in_section(dues, Section.MINE)
    found = list(_mine(mine, reader))
    if review := in_section(dues, Section.REVIEW):
        found.append(ngettext("%(n)s việc chờ xác nhận", "%(n)s việc chờ xác nhận", len(review)))
    if committee := in_section(dues, Section.COMMITTEE):
        found += [*_committee(committee)]
    if silent := in_section(dues, Section.SILENT):
        n = len(silent)
        found.append(ngettext("%(n)s việc lâu ngày chưa cập nhật", "%(n)s việc lâu ngày chưa cập nhật", n))
    return tuple(found)


def opening(dues: Sequence[Due], reader: Reader) -> str:
    """Hôm nay, thứ Ba 12/05/2026, có 5 việc cần đồng chí cập nhật; 2 việc chờ đồng chí xác nhận."""
    told = []
    if n := len(in_section(dues, Section.MINE)):
        told.append(ngettext("%(n)s việc cần đồng chí cập nhật", "%(n)s việc cần đồng chí cập nhật", n))
    if n := len(in_section(dues, Section.REVIEW)):
        told.append(ngettext("%(n)s việc chờ đồng chí xác nhận", "%(n)s việc chờ đồng chí xác nhận", n))
    if committee := in_section(dues, Section.COMMITTEE):
        told.append(", ".join(_committee(committee)))
    if n := len(in_section(dues, Section.SILENT)):
        told.append(ngettext("%(n)s việc lâu ngày chưa cập nhật", "%(n)s việc lâu ngày chưa cập nhật", n))
    return _("Hôm nay, %(day)s, có %(what)s.", day=long_day(reader.today), what="; ".join(told))


def report_opening() -> str:
    """The first sentence of a mail that only tells how the quarter stands."""
    return _("Báo cáo tình hình thực hiện chỉ đạo.")


def made_up(dues: Sequence[Due]) -> tuple[str, str]:
    """The heading of a digest that makes up for lost days, and how many of its tasks do; empty on other days."""
    late = sum(due.caught_up for due in dues)
    if not late:
        return "", ""
    gaps = [due.gap for due in dues if due.gap is not None]
    heading = ""
    if gaps:
        first, last = min(gap[0] for gap in gaps), max(gap[1] for gap in gaps)
        heading = _gap_words(format_day(first), format_day(last))
    told = ngettext(
        "Trong đó %(n)s việc được nhắc bù, vì thư của những ngày trước không gửi được.",
        "Trong đó %(n)s việc được nhắc bù, vì thư của những ngày trước không gửi được.",
        late,
    )
    return heading, told


def _gap_words(first: str, last: str) -> str:
    if first == last:
        return _("Nhắc bù: hệ thống gián đoạn ngày %(day)s.", day=first)
    return _("Nhắc bù: hệ thống gián đoạn từ %(first)s đến %(last)s.", first=first, last=last)


def in_section(dues: Collection[Due], section: Section) -> list[Due]:
    """Those of one section, in their order."""
    return [due for due in dues if due.section is section]


def _committee(dues: Sequence[Due]) -> tuple[str, str]:
    """30 việc quá hạn từ 10 ngày làm việc, 7 đơn vị."""
    days = min(due.now.owed.plan.committee_after if due.now.owed else due.rule.days for due in dues)
    groups = len({due.now.task.lead_group_id for due in dues})
    return (
        ngettext(
            "%(n)s việc quá hạn từ %(days)s ngày làm việc",
            "%(n)s việc quá hạn từ %(days)s ngày làm việc",
            len(dues),
            days=days,
        ),
        ngettext("%(n)s đơn vị", "%(n)s đơn vị", groups),
    )


def _mine(dues: Sequence[Due], reader: Reader) -> tuple[str, ...]:
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
