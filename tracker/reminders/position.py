"""How a quarter stands, in one sentence of a mail. The figures are the board's own, from the tallies it keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Role
from tracker.calendar.rules import WorkingCalendar
from tracker.core.days import format_day
from tracker.core.languages import gettext as _
from tracker.core.numbers import format_number
from tracker.core.quarter import Quarter
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind
from tracker.organizations.models import ContentLevel, Organization
from tracker.reminders.models import ReportLine
from tracker.reminders.page import link
from tracker.reminders.readers import Reader
from tracker.tallies.queries import own_figures
from tracker.tasks.rules import day_view

DATED = ("done", "late", "term", "over")


@dataclass(frozen=True, kw_only=True)
class Position:
    """The five figures of a committee's own quarter on a day."""

    quarter: Quarter
    day: date
    figures: Mapping[str, int]

    def words(self, level: ContentLevel) -> str:
        """The sentence; where only codes may be told, that there is something to read."""
        if level is ContentLevel.CODE:
            return _("Có báo cáo tình hình thực hiện chỉ đạo trên hệ thống.")
        said = {name: format_number(self.figures.get(name, 0)) for name in (*DATED, "nodl")}
        return _(
            "Quý %(quarter)s đến ngày %(day)s: %(n)s việc có hạn, trong đó %(done)s hoàn thành đúng hạn, "
            "%(late)s hoàn thành trễ hạn, %(term)s trong hạn, %(over)s quá hạn; %(nodl)s việc không giao hạn.",
            quarter=self.quarter.roman,
            day=format_day(self.day),
            n=format_number(sum(self.figures.get(name, 0) for name in DATED)),
            **said,
        )

    def subject(self, level: ContentLevel) -> str:
        """What a mail is called that is about nothing else."""
        if level is ContentLevel.CODE:
            return _("Có báo cáo tình hình")
        return _("Tình hình Quý %(quarter)s đến %(day)s", quarter=self.quarter.roman, day=format_day(self.day))

    @property
    def href(self) -> str:
        """The report itself."""
        return link(f"/reports/{self.quarter}")


def read_positions(
    session: Session,
    organization: Organization,
    mails: Sequence[OutgoingMail],
    *,
    today: date,
    calendar: WorkingCalendar,
) -> Mapping[int, Position]:
    """By mail, the position it is to tell. No SELECT where no mail of the batch could tell one."""
    kinds = {MailKind.REPORT, MailKind.DIGEST} if organization.weekly_report else {MailKind.REPORT}
    ids = [mail.id for mail in mails if mail.kind in kinds]
    if not ids:
        return {}
    query = sa.select(ReportLine.mail_id, ReportLine.quarter).where(ReportLine.mail_id.in_(ids))
    quarters = dict(iter(session.execute(query)))
    view = day_view(today, calendar)
    found: dict[str, Mapping[str, int]] = {
        quarter: own_figures(session, (organization.id,), quarter, view).get(organization.id, {})
        for quarter in set(quarters.values())
    }
    return {
        mail_id: Position(quarter=Quarter.parse(quarter), day=today, figures=found[quarter])
        for mail_id, quarter in quarters.items()
    }


def may_hear(reader: Reader) -> bool:
    """Only the standing committee is told the position of the whole."""
    return reader.actor.has(Role.STANDING_COMMITTEE)
