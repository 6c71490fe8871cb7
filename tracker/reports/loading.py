"""A report asked for in one place: the board's own tallies, a line for each task, and the words of the office."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.board.counts import Counts, sum_of
from tracker.board.queries import Scope, tallies
from tracker.board.rows import Tally
from tracker.board.words import Day
from tracker.core.quarter import Quarter
from tracker.organizations.models import Level, Organization
from tracker.reports.lines import Entry, entry_of
from tracker.reports.narrative import Narrative
from tracker.reports.queries import find_report, narrative_of, task_lines
from tracker.tasks.queries import almanac


@dataclass(frozen=True, kw_only=True)
class Report:
    """The position of a quarter at a moment: the same for the page, the workbook and the document."""

    organization_id: int
    organization_name: str
    short_name: str
    superior_name: str
    level: Level
    quarter: Quarter
    now: datetime
    zone: str
    today: date
    by_group: tuple[Tally, ...]
    by_field: tuple[Tally, ...]
    entries: tuple[Entry, ...]
    narrative: Narrative

    @property
    def total(self) -> Counts:
        """All together, as the total row of the board."""
        return sum_of((each.counts for each in self.by_group), Counts())

    @property
    def closed(self) -> int:
        """How many tasks the figures count that have no line, because the reader may not read them."""
        return self.total.total - len(self.entries)


def load(session: Session, actor: Actor, organization_id: int, quarter: Quarter, now: datetime) -> Report:
    """The report of one committee, as this reader may see it. A fixed number of SELECTs, whatever there is."""
    organization = session.get_one(Organization, organization_id)
    days = almanac(session, organization_id, now)
    scope = Scope(actor=actor, organization_id=organization_id, quarter=quarter, view=days.view, zone=days.zone)
    day = Day(view=days.view, calendar=days.calendar)
    return Report(
        organization_id=organization_id,
        organization_name=organization.name,
        short_name=organization.short_name,
        superior_name=organization.parent.name if organization.parent else "",
        level=organization.level,
        quarter=quarter,
        now=now,
        zone=days.zone,
        today=days.view.today,
        by_group=tallies(session, scope, "group"),
        by_field=tallies(session, scope, "field"),
        entries=tuple(entry_of(n, line, day) for n, line in enumerate(task_lines(session, scope), start=1)),
        narrative=narrative_of(find_report(session, organization_id, quarter)),
    )
