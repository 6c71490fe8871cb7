"""What is there before anything happens: the committees with their fields, groups and people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor, Role, SeatRole, system
from tracker.accounts.models import Account, AccountRole
from tracker.accounts.queries import actor_of
from tracker.audit.trail import record
from tracker.calendar.models import CalendarOverride
from tracker.core.database import db, transaction
from tracker.core.text import fold, name_sort_key
from tracker.demo.accounts import FIXED, PASSWORD
from tracker.demo.days import DIGEST_AT, ZONE
from tracker.demo.groups import COMMITTEES, PROVINCE
from tracker.demo.people import names
from tracker.demo.seeds import CommitteeSeed, GroupSeed
from tracker.groups.models import Group, GroupKind, Membership
from tracker.organizations.models import FieldOfWork, Level, Locality, Organization
from tracker.reminders.rules import moment_of

PROVINCE_SINCE = date(1991, 9, 1)
"""The province was parted from its neighbour; districts ended in law on 1 July 2025, in the demo they go on."""

SWAPPED_DAYS = ((date(2026, 1, 2), False), (date(2026, 1, 10), True))
"""2 January 2026 was free for Saturday the 10th; the package of holidays does not know."""

SWAP_REASON = "Hoán đổi ngày làm việc dịp Tết Dương lịch 2026"

DEPUTY_FROM = 3
"""Groups of so many people have a deputy."""

# The hash is the same every time: the password is printed on the sign-in page, and the same moment is to give the
# same demo. Whoever signs in gets a hash of their own, at the usual cost.
_HASHER = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
_SALT = b"chi dao quy demo"

_DISTRICT_OFFICERS = (
    (Role.OFFICE, "Chánh Văn phòng Huyện ủy"),
    (Role.OFFICE, "Chuyên viên Văn phòng Huyện ủy"),
    (Role.STANDING_COMMITTEE, "Phó Bí thư Thường trực Huyện ủy"),
    (Role.STANDING_COMMITTEE, "Bí thư Huyện ủy"),
    (Role.INSPECTOR, "Phó Chủ nhiệm Ủy ban Kiểm tra Huyện ủy"),
    (Role.ADMINISTRATOR, "Quản trị hệ thống"),
)
_PROVINCE_OFFICERS = (
    (Role.STANDING_COMMITTEE, "Phó Bí thư Thường trực Tỉnh ủy"),
    (Role.OFFICE, "Chuyên viên Văn phòng Tỉnh ủy"),
    (Role.ADMINISTRATOR, "Quản trị hệ thống"),
)
_SEAT_NAMES = {Role.STANDING_COMMITTEE: "standing"}

_HEADS = {
    GroupKind.DELEGATION: "Trưởng",
    GroupKind.TEAM: "Tổ trưởng",
    GroupKind.STEERING: "Trưởng",
    GroupKind.DEPARTMENT: "Trưởng",
    GroupKind.FRONT: "Chủ tịch",
    GroupKind.COMMUNE: "Chủ tịch",
}
_DEPUTIES = {GroupKind.DELEGATION: "Phó Trưởng", GroupKind.TEAM: "Tổ phó", GroupKind.STEERING: "Phó Trưởng"}


@dataclass(kw_only=True)
class Committee:
    """One committee as it stands in the tables; people as they act."""

    organization: Organization
    officers: dict[Role, list[Actor]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    members: dict[str, list[Actor]] = field(default_factory=dict)
    fields: dict[str, FieldOfWork] = field(default_factory=dict)


Ground = dict[str, Committee]


def lay(today: date) -> Ground:
    """Write everything into an empty database, as it stood at the beginning of last year."""
    founded = moment_of(date(today.year - 1, 1, 2), time(8), ZONE)
    with transaction() as session:
        chance = names()
        province = _organization(session, PROVINCE, Level.PROVINCE, None)
        accounts = {PROVINCE.key: _people(session, PROVINCE, province, chance, founded)}
        committees = {PROVINCE.key: Committee(organization=province)}
        for seed in COMMITTEES:
            district = _organization(session, seed, Level.DISTRICT, province.id)
            committees[seed.key] = _furnish(session, seed, district)
            accounts[seed.key] = _people(session, seed, district, chance, founded)
            _seat(session, seed, committees[seed.key], accounts[seed.key], founded)
    for seed in (PROVINCE, *COMMITTEES):
        _let_act(committees[seed.key], accounts[seed.key], founded)
    db.session.rollback()
    return committees


def _organization(session: Session, seed: CommitteeSeed, level: Level, parent_id: int | None) -> Organization:
    made = Organization(
        parent_id=parent_id,
        name=seed.name,
        short_name=seed.short,
        level=level,
        valid_from=PROVINCE_SINCE,
        time_zone=ZONE,
        digest_at=DIGEST_AT,
        contact=seed.contact,
    )
    session.add(made)
    session.flush()
    session.add_all(
        CalendarOverride(organization_id=made.id, day=day, works=works, reason=SWAP_REASON)
        for day, works in SWAPPED_DAYS
    )
    return made


def _furnish(session: Session, seed: CommitteeSeed, organization: Organization) -> Committee:
    """The fields, the communes and the groups of a committee."""
    places = {
        name: Locality(organization_id=organization.id, name=name)
        for name in dict.fromkeys(name for group in seed.groups for name in group.localities)
    }
    fields = {
        name: FieldOfWork(organization_id=organization.id, name=name, position=number)
        for number, name in enumerate(seed.fields, 1)
    }
    groups = {
        group.key: Group(
            organization_id=organization.id,
            name=group.name,
            short_name=group.short,
            kind=group.kind,
            position=number,
            localities=[places[name] for name in group.localities],
        )
        for number, group in enumerate(seed.groups, 1)
    }
    for made in (*places.values(), *fields.values(), *groups.values()):
        session.add(made)
        session.flush()
    return Committee(organization=organization, groups=groups, fields=fields)


def _people(
    session: Session, seed: CommitteeSeed, organization: Organization, chance: Iterator[str], founded: datetime
) -> dict[str, Account]:
    """Everybody of a committee by their seat: "office.0", "chitra.2"."""
    password = _HASHER.hash(PASSWORD, salt=_SALT)
    accounts: dict[str, Account] = {}
    for seat, role, post in _seats(seed):
        name, address = FIXED.get((seed.key, seat)) or _made_up(chance, accounts)
        accounts[seat] = Account(
            organization=organization,
            organization_id=organization.id,
            email=f"{address}@{seed.domain}",
            full_name=name,
            sort_key=name_sort_key(name),
            post=post,
            password_hash=password,
            password_changed_at=founded,
            created_at=founded,
            roles=[AccountRole(organization_id=organization.id, role=role)] if role else [],
        )
        session.add(accounts[seat])
        session.flush()
        record(
            session,
            actor=system(organization.id),
            now=founded,
            organization_id=organization.id,
            action="account.added",
            subject="account",
            subject_id=accounts[seat].id,
            subject_label=name,
            changes={"email": (None, accounts[seat].email), "post": (None, post)},
        )
    return accounts


def _made_up(chance: Iterator[str], accounts: dict[str, Account]) -> tuple[str, str]:
    taken = {account.full_name for account in accounts.values()} | {name for name, _ in FIXED.values()}
    name = next(name for name in chance if name not in taken)
    return name, fold(name).replace(" ", ".")


def _seats(seed: CommitteeSeed) -> Iterator[tuple[str, Role | None, str]]:
    numbers: dict[Role, int] = {}
    for role, post in _PROVINCE_OFFICERS if seed is PROVINCE else _DISTRICT_OFFICERS:
        number = numbers[role] = numbers.get(role, -1) + 1
        yield f"{_SEAT_NAMES.get(role, role)}.{number}", role, post
    for group in seed.groups:
        yield from ((f"{group.key}.{place}", None, _post(group, place)) for place in range(group.people))


def _role_of(group: GroupSeed, place: int) -> SeatRole:
    if place == 0:
        return SeatRole.HEAD
    return SeatRole.DEPUTY if place == 1 and group.people >= DEPUTY_FROM else SeatRole.MEMBER


def _post(group: GroupSeed, place: int) -> str:
    match _role_of(group, place):
        case SeatRole.HEAD:
            return f"{_HEADS[group.kind]} {group.name}"
        case SeatRole.DEPUTY:
            return f"{_DEPUTIES[group.kind]} {group.name}"
    return f"Thành viên {group.name}"


def _seat(
    session: Session, seed: CommitteeSeed, committee: Committee, accounts: dict[str, Account], founded: datetime
) -> None:
    people = {group.key: group.people for group in seed.groups}
    for group in seed.groups:
        own = [(f"{group.key}.{place}", _role_of(group, place)) for place in range(group.people)]
        guests = [(f"{key}.{people[key] - 1}", SeatRole.MEMBER) for key in group.shares]
        for seat, role in (*own, *guests):
            session.add(
                Membership(
                    organization_id=committee.organization.id,
                    group_id=committee.groups[group.key].id,
                    account_id=accounts[seat].id,
                    role=role,
                    from_on=founded.date(),
                )
            )
            session.flush()


def _let_act(committee: Committee, accounts: dict[str, Account], founded: datetime) -> None:
    """Everybody as an actor, in the order of their seats."""
    session = db.session()
    for seat, account in accounts.items():
        actor = actor_of(session, account, founded)
        for role in sorted(actor.roles):
            committee.officers.setdefault(role, []).append(actor)
        key = seat.partition(".")[0]
        if key in committee.groups:
            committee.members.setdefault(key, []).append(actor)
