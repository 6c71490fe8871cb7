"""The cast: one committee with three groups, its neighbours, and people of every role.

An heads group A, Binh is a member of A; Chi is a member of B; Dung sits in group C alone; Hoa and Hung work in
the office; Tam is of the standing committee; Kien inspects; Quan administers; Lan is the office of another
committee and Nam a member there; Phuc sits in the standing committee of the province above both.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from tracker.accounts.actor import Actor, Role, SeatRole
from tracker.accounts.models import Account, AccountRole
from tracker.accounts.passwords import hash_password
from tracker.accounts.queries import actor_of
from tracker.core.database import Base, transaction
from tracker.core.text import name_sort_key
from tracker.groups.models import Group, GroupKind, Membership
from tracker.organizations.models import FieldOfWork, Level, Organization

# A Tuesday in the middle of a quarter, 09:00 in Vietnam.
NOW = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 12)
QUARTER = "2026-Q2"
PASSWORD = "một mật khẩu đủ dài"
_hashes: dict[str, str] = {}
_written: dict[str, tuple] = {}

PEOPLE = {
    "an": ("Nguyễn Văn An", "home", (), (("a", SeatRole.HEAD),)),
    "binh": ("Trần Thị Bình", "home", (), (("a", SeatRole.MEMBER),)),
    "chi": ("Lê Thị Chi", "home", (), (("b", SeatRole.MEMBER),)),
    "dung": ("Phạm Văn Dũng", "home", (), (("c", SeatRole.HEAD),)),
    "hoa": ("Đỗ Thị Hoa", "home", (Role.OFFICE,), ()),
    "hung": ("Võ Văn Hùng", "home", (Role.OFFICE,), ()),
    "tam": ("Hồ Thị Tâm", "home", (Role.STANDING_COMMITTEE,), ()),
    "kien": ("Đặng Văn Kiên", "home", (Role.INSPECTOR,), ()),
    "quan": ("Bùi Văn Quân", "home", (Role.ADMINISTRATOR,), ()),
    "lan": ("Ngô Thị Lan", "next", (Role.OFFICE,), ()),
    "nam": ("Dương Văn Nam", "next", (), (("d", SeatRole.HEAD),)),
    "phuc": ("Lý Văn Phúc", "province", (Role.STANDING_COMMITTEE,), ()),
}


@dataclass
class Cast:
    """Organizations, groups, fields and people by their short names."""

    organizations: dict[str, Organization]
    groups: dict[str, Group]
    fields: dict[str, FieldOfWork]
    people: dict[str, Account]
    actors: dict[str, Actor]

    def __getattr__(self, name: str) -> Actor:
        """`cast.hoa` is Hoa as an actor."""
        try:
            return self.__dict__["actors"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def home(self) -> Organization:
        return self.organizations["home"]


def gather(app, scoped) -> Cast:
    """Put the cast into an empty database: the first time as rows are made, afterwards as they were written down."""
    engine = app.extensions["sqlalchemy"].engines[None].dialect.name
    if engine not in _written:
        ids, actors = _make(scoped)
        _written[engine] = (_write_down(scoped), ids, actors)
    else:
        with transaction() as session:
            for statement in _written[engine][0]:
                session.connection().exec_driver_sql(statement)
    _script, ids, actors = _written[engine]
    session = scoped()
    found = {
        model: {each.id: each for each in session.scalars(sa.select(model))}
        for model in (Organization, Group, FieldOfWork, Account)
    }
    cast = Cast(
        organizations={key: found[Organization][row] for key, row in ids["organizations"].items()},
        groups={key: found[Group][row] for key, row in ids["groups"].items()},
        fields={key: found[FieldOfWork][row] for key, row in ids["fields"].items()},
        people={key: found[Account][row] for key, row in ids["people"].items()},
        actors=actors,
    )
    session.rollback()
    return cast


def _make(scoped):
    """Make the rows; answers the ids by short name, and the actors."""
    _hashes["all"] = hash_password(PASSWORD)
    with transaction() as session:
        organizations = _organizations(session)
        groups = {
            key: Group(
                organization_id=organizations[home].id, name=name, short_name=short, kind=GroupKind.TEAM, position=n
            )
            for n, (key, home, name, short) in enumerate(
                (
                    ("a", "home", "Tổ công tác Bắc Sông", "Bắc Sông"),
                    ("b", "home", "Phòng Tài chính", "Tài chính"),
                    ("c", "home", "Tổ công tác Nam Sông", "Nam Sông"),
                    ("d", "next", "Tổ công tác Bên Kia", "Bên Kia"),
                )
            )
        }
        session.add_all(groups.values())
        fields = {
            key: FieldOfWork(organization_id=organizations["home"].id, name=name, position=n)
            for n, (key, name) in enumerate((("money", "Thu, chi ngân sách"), ("rural", "Nông thôn mới")))
        }
        session.add_all(fields.values())
        session.flush()
        people = {key: _person(session, key, organizations, groups) for key in PEOPLE}
    session = scoped()
    actors = {key: actor_of(session, account, NOW) for key, account in people.items()}
    kinds = {"organizations": organizations, "groups": groups, "fields": fields, "people": people}
    return {kind: {key: each.id for key, each in rows.items()} for kind, rows in kinds.items()}, actors


def _write_down(scoped) -> list[str]:
    """Every row there is, as statements that write it again."""
    session, statements = scoped(), []
    dialect = session.get_bind().dialect
    for table in Base.metadata.sorted_tables:
        rows = [dict(row) for row in session.execute(sa.select(table)).mappings()]
        if rows:
            values = sa.insert(table).values(rows)
            text = str(values.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
            statements.append(text.replace("%%", "%") if dialect.name == "sqlite" else text)
        if rows and dialect.name == "postgresql" and "id" in table.c:
            statements.append(f"SELECT setval('{table.name}_id_seq', {max(row['id'] for row in rows)})")
    session.rollback()
    return ["; ".join(statements)] if dialect.name == "postgresql" else statements


def _organizations(session) -> dict[str, Organization]:
    province = Organization(
        name="Tỉnh ủy Thử", short_name="Tỉnh Thử", level=Level.PROVINCE, valid_from=date(2020, 1, 1)
    )
    session.add(province)
    session.flush()
    below = {
        key: Organization(
            parent_id=province.id,
            name=name,
            short_name=short,
            level=Level.COMMUNE,
            valid_from=date(2025, 7, 1),
            contact="đ/c Đỗ Thị Hoa, số nội bộ 101",
        )
        for key, name, short in (("home", "Đảng ủy xã Sông", "Xã Sông"), ("next", "Đảng ủy xã Núi", "Xã Núi"))
    }
    session.add_all(below.values())
    session.flush()
    return {"province": province, **below}


def _person(session, key, organizations, groups) -> Account:
    name, home, roles, seats = PEOPLE[key]
    account = Account(
        organization=organizations[home],
        organization_id=organizations[home].id,
        email=f"{key}@example.vn",
        full_name=name,
        sort_key=name_sort_key(name),
        password_hash=_hashes["all"],
        created_at=NOW,
        roles=[AccountRole(organization_id=organizations[home].id, role=role) for role in roles],
    )
    session.add(account)
    session.flush()
    for group, role in seats:
        session.add(
            Membership(
                organization_id=organizations[home].id,
                group_id=groups[group].id,
                account_id=account.id,
                role=role,
                from_on=date(2026, 1, 1),
            )
        )
    return account
