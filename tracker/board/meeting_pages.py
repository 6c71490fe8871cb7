"""The pages around a screen of a meeting, the same for those who are signed in and for the screen of the room."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request

from tracker.accounts.actor import Actor
from tracker.board import meeting_loading
from tracker.board.addresses import links_to
from tracker.board.meeting import Address, Screen, screen_of, stops
from tracker.board.queries import Scope
from tracker.board.rows import Tally
from tracker.board.words import Day
from tracker.core.database import db
from tracker.core.quarter import Quarter
from tracker.organizations.models import Organization
from tracker.tasks.queries import Almanac, almanac

REFRESH_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Whose quarter is looked at, when, and how its screens are reached."""

    actor: Actor
    organization: Organization
    quarter: Quarter
    now: datetime
    days: Almanac
    at: Address
    tallies: tuple[Tally, ...]

    @property
    def first(self) -> int | None:
        """The first group to talk about."""
        return next(iter(stops(self.tallies)), None)

    @property
    def scope(self) -> Scope:
        """What the figures count."""
        return _scope(self.actor, self.organization.id, self.quarter, self.days)

    def has(self, number: int) -> bool:
        """Whether a group has this number."""
        return 1 <= number <= len(self.tallies)


def meeting_of(actor: Actor, organization_id: int, quarter: Quarter, *, at: Address, now: datetime) -> Meeting:
    """The meeting about a quarter of a committee."""
    session = db.session()
    days = almanac(session, organization_id, now)
    return Meeting(
        actor=actor,
        organization=session.get_one(Organization, organization_id),
        quarter=quarter,
        now=now,
        days=days,
        at=at,
        tallies=meeting_loading.groups(session, _scope(actor, organization_id, quarter, days)),
    )


def _scope(actor: Actor, organization_id: int, quarter: Quarter, days: Almanac) -> Scope:
    return Scope(actor=actor, organization_id=organization_id, quarter=quarter, view=days.view, zone=days.zone)


def screen(meeting: Meeting, number: int, page: int) -> Screen:
    """The screen of a group; a page beyond its last is its last."""
    rows = meeting_loading.screen_rows(db.session(), meeting.scope, meeting.tallies, number, max(page, 1))
    day = Day(view=meeting.days.view, calendar=meeting.days.calendar)
    return screen_of(rows, number, day=day, links=links_to(None, meeting.quarter), at=meeting.at)


def page_asked() -> int:
    """The page in the address; the first for anything else."""
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("100") else 1


def show(meeting: Meeting, template: str = "board/meeting.html", **more: object) -> str:
    """The page of a meeting."""
    today = meeting.days.view.today
    return render_template(template, meeting=meeting, today=today, refresh=REFRESH_SECONDS, **more)
