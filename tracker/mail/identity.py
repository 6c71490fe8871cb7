"""The name of the database: what the journal of this machine is about. A copy put back has it, a new one does not."""

from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.core.database import db, transaction
from tracker.mail.rows import insert_new
from tracker.mail.shared_models import DatabaseIdentity

NAME = "database"


def database_name() -> str:
    """The name, for whoever is in no transaction; given now if there is none yet."""
    found = db.session.scalars(sa.select(DatabaseIdentity.token).where(DatabaseIdentity.name == NAME)).first()
    db.session.rollback()
    return found or give_identity()


def give_identity() -> str:
    """The name, in a transaction of its own: with `tracker db upgrade`, so that every backup from then on has it."""
    with transaction() as session:
        return identity_of(session)


def identity_of(session: Session) -> str:
    """The name, given now if there is none yet; inside the caller's transaction."""
    found = find_identity(session)
    if found is not None:
        return found
    insert_new(session, DatabaseIdentity, [{"name": NAME, "token": str(uuid4())}], "name")
    return find_identity(session) or ""


def find_identity(session: Session) -> str | None:
    """The name, if there is one."""
    return session.scalars(sa.select(DatabaseIdentity.token).where(DatabaseIdentity.name == NAME)).first()
