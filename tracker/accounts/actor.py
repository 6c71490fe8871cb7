"""Who is acting now. The scheduler acts as the system; everybody else is an account with roles and seats."""

from dataclasses import dataclass, field
from enum import StrEnum

from tracker.core.words import N_


class Role(StrEnum):
    """What a person is in the organization as a whole."""

    OFFICE = "office"
    STANDING_COMMITTEE = "standing_committee"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


ROLE_WORDS = {
    Role.OFFICE: N_("Văn phòng"),
    Role.STANDING_COMMITTEE: N_("Thường trực"),
    Role.INSPECTOR: N_("Kiểm tra, giám sát (chỉ xem)"),
    Role.ADMINISTRATOR: N_("Quản trị hệ thống"),
}

# Roles that read every task of their organization and of those below it.
READING_ROLES = frozenset({Role.OFFICE, Role.STANDING_COMMITTEE, Role.INSPECTOR})


class SeatRole(StrEnum):
    """What a person is in one group."""

    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"


SEAT_WORDS = {
    SeatRole.HEAD: N_("Trưởng đoàn, tổ trưởng"),
    SeatRole.DEPUTY: N_("Phó đoàn, tổ phó"),
    SeatRole.MEMBER: N_("Thành viên"),
}


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A seat in a group, held today."""

    group_id: int
    role: SeatRole


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The one who acts. `reads` are the organizations whose every task the actor may read."""

    account_id: int | None
    organization_id: int
    name: str
    roles: frozenset[Role] = frozenset()
    seats: tuple[Seat, ...] = ()
    reads: frozenset[int] = field(default=frozenset())

    @property
    def group_ids(self) -> frozenset[int]:
        """The groups the actor sits in."""
        return frozenset(seat.group_id for seat in self.seats)

    @property
    def is_system(self) -> bool:
        """Whether this is the scheduler, not a person."""
        return self.account_id is None

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of `roles`."""
        return not self.roles.isdisjoint(roles)


def system(organization_id: int) -> Actor:
    """The scheduler, or a command, acting for an organization."""
    name = N_("Hệ thống")
    return Actor(account_id=None, organization_id=organization_id, name=name, reads=frozenset({organization_id}))
