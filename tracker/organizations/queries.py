"""Questions about the tree of organizations and their fields."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.core.kept import Kept, rows_of
from tracker.core.text import sort_key
from tracker.organizations.models import FieldOfWork, Organization

# Directives are kept by a room above this one; here only the table's name is known.
_directive = sa.table("directive", sa.column("field_id", sa.Integer))


def organization_and_below(session: Session, organization_id: int) -> frozenset[int]:
    """The ids of an organization and of everything under it."""
    return frozenset(each for (each,) in rows_of(session, _BELOW, {"top": organization_id}))


def below(organization_id: int | sa.BindParameter[int]) -> sa.Select[int]:
    """The same as a question, for a condition of another."""
    tree = sa.select(Organization.id).where(Organization.id == organization_id).cte("tree", recursive=True)
    tree = tree.union(sa.select(Organization.id).where(Organization.parent_id == tree.c.id))
    return sa.select(tree.c.id)


_BELOW = Kept(below(sa.bindparam("top", type_=sa.Integer)))  # asked for every page of whoever reads more than their own


def line_upwards(connection: sa.Connection, organization_id: int) -> tuple[int, ...]:
    """The ids of an organization and of all those above it, from below upwards."""
    line = (
        sa.select(Organization.id, Organization.parent_id, sa.literal(0).label("height"))
        .where(Organization.id == organization_id)
        .cte("line", recursive=True)
    )
    above = sa.select(Organization.id, Organization.parent_id, line.c.height + 1)
    line = line.union_all(above.where(Organization.id == line.c.parent_id))
    return tuple(connection.scalars(sa.select(line.c.id).order_by(line.c.height)))


def organizations_above(session: Session, organization_id: int) -> Sequence[Organization]:
    """Those that stand over an organization, in no order."""
    line = sa.select(Organization.parent_id).where(Organization.id == organization_id).cte("line", recursive=True)
    line = line.union(sa.select(Organization.parent_id).where(Organization.id == line.c.parent_id))
    return session.scalars(sa.select(Organization).where(Organization.id.in_(sa.select(line.c.parent_id)))).all()


def open_fields(session: Session, organization_id: int) -> Sequence[FieldOfWork]:
    """The fields of work in use, in their fixed order."""
    return session.scalars(
        sa.select(FieldOfWork)
        .where(FieldOfWork.organization_id == organization_id, FieldOfWork.closed_on.is_(None))
        .order_by(FieldOfWork.position, FieldOfWork.name)
    ).all()


def all_fields(session: Session, organization_id: int) -> Sequence[FieldOfWork]:
    """Every field of work in the fixed order, those in use first."""
    return session.scalars(
        sa.select(FieldOfWork)
        .where(FieldOfWork.organization_id == organization_id)
        .order_by(FieldOfWork.closed_on.is_not(None), FieldOfWork.position, FieldOfWork.name)
    ).all()


def find_field(session: Session, organization_id: int, field_id: int) -> FieldOfWork | None:
    """A field of work of that organization."""
    return session.scalars(
        sa.select(FieldOfWork)
        .where(FieldOfWork.organization_id == organization_id, FieldOfWork.id == field_id)
        .execution_options(populate_existing=True)
    ).first()


def count_directives(session: Session, field_ids: Sequence[int]) -> dict[int, int]:
    """How many directives belong to each field."""
    rows = session.execute(
        sa.select(_directive.c.field_id, sa.func.count())
        .where(_directive.c.field_id.in_(field_ids))
        .group_by(_directive.c.field_id)
    )
    return {row[0]: row[1] for row in rows}


def tree_below(session: Session, organization_id: int) -> list[tuple[int, Organization]]:
    """The organization and everything under it as (depth, organization), children by name under their parent."""
    ids = organization_and_below(session, organization_id)
    rows = session.scalars(
        sa.select(Organization).where(Organization.id.in_(ids)).execution_options(populate_existing=True)
    )
    children: dict[int | None, list[Organization]] = {}
    top = None
    for each in sorted(rows, key=lambda found: sort_key(found.name)):
        if each.id == organization_id:
            top = each
        else:
            children.setdefault(each.parent_id, []).append(each)
    return [] if top is None else _walk(top, children, 0)


def _walk(
    here: Organization, children: dict[int | None, list[Organization]], depth: int
) -> list[tuple[int, Organization]]:
    below = [line for child in children.get(here.id, ()) for line in _walk(child, children, depth + 1)]
    return [(depth, here), *below]


def all_organizations(session: Session) -> Sequence[Organization]:
    """Every organization, the oldest first."""
    return session.scalars(sa.select(Organization).order_by(Organization.id)).all()


def front_contact(session: Session) -> str:
    """Whom to ring before signing in: the contact of the organization that stands over the others."""
    found = session.scalars(
        sa.select(Organization.contact)
        .where(Organization.contact != "")
        .order_by(Organization.parent_id.is_not(None), Organization.id)
    ).first()
    return found or ""
