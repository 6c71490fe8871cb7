"""What the pages of groups show, put together from rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.accounts.actor import SEAT_WORDS, SeatRole
from tracker.core.languages import gettext
from tracker.core.text import sort_key
from tracker.groups.models import GROUP_KIND_WORDS, Group, Membership
from tracker.groups.queries import SeatCount


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One line of the list of groups."""

    group_id: int
    name: str
    kind: str
    heads: tuple[str, ...]
    members: int
    localities: tuple[str, ...]
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class SeatRow:
    """One seat."""

    seat_id: int
    name: str
    post: str
    role_key: str
    role: str
    from_on: date
    until_on: date | None
    disabled: bool


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """One group with its people and places; `seats` are held today."""

    group_id: int
    name: str
    short_name: str
    kind: str
    position: int
    closed_on: date | None
    localities: tuple[str, ...]
    seats: tuple[SeatRow, ...]
    coming: tuple[SeatRow, ...]
    past: tuple[SeatRow, ...]
    roles: tuple[tuple[str, str], ...]
    may_manage: bool


def group_rows(groups: Iterable[Group], counts: Mapping[int, SeatCount]) -> list[GroupRow]:
    """The lines of the list."""
    return [
        GroupRow(
            group_id=group.id,
            name=group.name,
            kind=gettext(GROUP_KIND_WORDS[group.kind]),
            heads=counts.get(group.id, SeatCount()).heads,
            members=counts.get(group.id, SeatCount()).members,
            localities=locality_names(group),
            closed_on=group.closed_on,
        )
        for group in groups
    ]


def group_page(
    group: Group, seats: Sequence[Membership], past: Sequence[Membership], *, today: date, may_manage: bool
) -> GroupPage:
    """One group; `seats` are those held today or later."""
    return GroupPage(
        group_id=group.id,
        name=group.name,
        short_name=group.short_name,
        kind=gettext(GROUP_KIND_WORDS[group.kind]),
        position=group.position,
        closed_on=group.closed_on,
        localities=locality_names(group),
        seats=tuple(_seat_row(seat) for seat in seats if seat.from_on <= today),
        coming=tuple(_seat_row(seat) for seat in seats if seat.from_on > today),
        past=tuple(_seat_row(seat) for seat in past),
        roles=tuple((str(role), gettext(words)) for role, words in SEAT_WORDS.items()),
        may_manage=may_manage,
    )


def locality_names(group: Group) -> tuple[str, ...]:
    """The places in dictionary order."""
    return tuple(sorted((each.name for each in group.localities), key=sort_key))


def _seat_row(seat: Membership) -> SeatRow:
    return SeatRow(
        seat_id=seat.id,
        name=seat.account.full_name,
        post=seat.account.post,
        role_key=str(seat.role),
        role=gettext(SEAT_WORDS[SeatRole(seat.role)]),
        from_on=seat.from_on,
        until_on=seat.until_on,
        disabled=seat.account.disabled_at is not None,
    )
