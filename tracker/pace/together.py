"""The pace of a committee with all those below it, and the way to each of them.

The figures come from the tallies, as those of the overview. On which days tasks were finished and fall due the tallies
do not keep, so the drawing asks the tasks themselves; a nation has too many of them, and says so instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.board.below import Below, Child, look_below
from tracker.board.counts import Figures, Links, sum_of
from tracker.board.loading import calendar_of, elapsed_of
from tracker.board.page import Figure
from tracker.board.queries import Scope
from tracker.core.languages import gettext
from tracker.core.numbers import format_number, format_percent
from tracker.core.quarter import Quarter
from tracker.core.text import sort_key
from tracker.core.words import N_
from tracker.organizations.models import Organization
from tracker.pace import queries
from tracker.pace.page import BurnPanel, Facts, elapsed_bar, panel_of
from tracker.pace.rules import axis_of, burn_up
from tracker.tasks.closed import closed_below

DRAWN_UP_TO = 30_000
"""So many tasks of a quarter are read for one drawing: more than the largest province has."""


@dataclass(frozen=True, kw_only=True)
class ChildRow:
    """One committee below: the way to its own pace, and what is finished of what has a deadline."""

    name: str
    href: str
    finished: Figure
    with_deadline: Figure
    percent: str
    overdue: Figure
    no_deadline: Figure


@dataclass(frozen=True, kw_only=True)
class TogetherPage:
    """All the template walks over."""

    facts: Facts
    burn: BurnPanel
    children: tuple[ChildRow, ...]
    total: int
    closed: int


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Where the page leads: the lists of all, the lists and the pace of each child."""

    links: Links
    links_of: Callable[[Child], Links]
    pace_of: Callable[[Child], str]


def load_together(session: Session, actor: Actor, of_id: int, ways: Ways, now: datetime) -> TogetherPage:
    """The page of everything below `of_id`. A fixed number of SELECTs, whatever there is."""
    quarter = ways.links.quarter
    found = look_below(session, of_id, quarter, now)
    total = sum_of((each.figures for each in found.children), Figures())
    usual = found.days.usual
    facts = Facts(
        quarter=quarter,
        organization_name=session.get_one(Organization, of_id).name,
        whole=True,
        now=now,
        today=usual.view.today,
        elapsed=elapsed_of(session, of_id, quarter, usual),
        links=ways.links,
        no_deadline=total.nodl,
    )
    drawn = total.with_deadline <= DRAWN_UP_TO
    scope = _scope(actor, of_id, quarter, found)
    return TogetherPage(
        facts=facts,
        burn=_drawn(session, scope, facts, found) if drawn else _told(total, facts),
        children=tuple(_row(each, ways) for each in sorted(found.children, key=lambda it: (sort_key(it.name), it.id))),
        total=total.total,
        closed=closed_below(session, actor, of_id, quarter),
    )


def _scope(actor: Actor, of_id: int, quarter: Quarter, found: Below) -> Scope:
    usual = found.days.usual
    return Scope(actor=actor, organization_id=of_id, quarter=quarter, view=usual.view, zone=usual.zone, with_below=True)


def _drawn(session: Session, scope: Scope, facts: Facts, found: Below) -> BurnPanel:
    calendar = calendar_of(session, scope.organization_id, scope.quarter, found.days.usual)
    axis = axis_of(scope.quarter, calendar, facts.today)
    return panel_of(burn_up(axis, queries.finished_by_day(session, scope), queries.due_by_day(session, scope)), facts)


def _told(total: Figures, facts: Facts) -> BurnPanel:
    """Without a drawing: what the tallies say, and where the drawings are."""
    links = facts.links
    return BurnPanel(
        sentence=gettext(
            N_(
                "Có %(n)s việc có hạn, quá nhiều để vẽ chung từng ngày. Chọn một đảng bộ ở bảng dưới để xem biểu đồ"
                " của nơi đó."
            ),
            n=format_number(total.with_deadline),
        ),
        finished=Figure(n=total.finished, href=links.tasks("finished")),
        with_deadline=Figure(n=total.with_deadline, href=links.tasks("dl")),
        no_deadline=Figure(n=total.nodl, href=links.tasks("nodl")),
        elapsed=elapsed_bar(facts),
    )


def _row(child: Child, ways: Ways) -> ChildRow:
    figures, links = child.figures, ways.links_of(child)
    own = gettext(N_("%(name)s, việc của chính cơ quan"), name=child.name)
    return ChildRow(
        name=own if child.itself else child.name,
        href=ways.pace_of(child),
        finished=Figure(n=figures.finished, href=links.tasks("finished")),
        with_deadline=Figure(n=figures.with_deadline, href=links.tasks("dl")),
        percent=format_percent(figures.finished, figures.with_deadline) if figures.with_deadline else "",
        overdue=Figure(n=figures.over, href=links.tasks("over")),
        no_deadline=Figure(n=figures.nodl, href=links.tasks("nodl")),
    )
