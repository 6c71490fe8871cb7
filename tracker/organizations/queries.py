"""Questions about the tree of organizations and their fields."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.organizations.models import FieldOfWork, Organization


def organization_and_below(session: Session, organization_id: int) -> frozenset[int]:
    """The ids of an organization and of everything under it."""
    tree = sa.select(Organization.id).where(Organization.id == organization_id).cte("tree", recursive=True)
    tree = tree.union(sa.select(Organization.id).where(Organization.parent_id == tree.c.id))
    return frozenset(session.scalars(sa.select(tree.c.id)))


def open_fields(session: Session, organization_id: int) -> Sequence[FieldOfWork]:
    """The fields of work in use, in their fixed order."""
    return session.scalars(
        sa.select(FieldOfWork)
        .where(FieldOfWork.organization_id == organization_id, FieldOfWork.closed_on.is_(None))
        .order_by(FieldOfWork.position, FieldOfWork.name)
    ).all()


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
