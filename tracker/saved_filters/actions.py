"""A person keeps a filter under a name, gives it another, removes it and takes it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Stale
from tracker.saved_filters import rules
from tracker.saved_filters.models import SavedFilter
from tracker.saved_filters.queries import filters_of, own_filter


@dataclass(frozen=True, kw_only=True)
class NewFilter:
    """A name, the address it stands for, and the words that are searched there."""

    name: str
    query: str
    search: str


def keep(new: NewFilter, *, actor: Actor, now: datetime) -> SavedFilter:
    """Keep a filter."""
    with transaction() as session:
        kept = _kept(session, actor)
        rules.check_filter(new.query, new.search)
        rules.check_name(new.name, _names(kept))
        rules.check_room(len(kept))
        made = SavedFilter(
            organization_id=actor.organization_id,
            account_id=actor.account_id,
            name=new.name,
            query=new.query,
            created_at=now,
        )
        session.add(made)
        session.flush()
        _tell(session, made, "filter.kept", actor, now, name=(None, new.name))
        return made


def rename(saved_id: int, version: int, name: str, *, actor: Actor, now: datetime) -> SavedFilter:
    """Give a filter another name."""
    with transaction() as session:
        others = [each for each in _kept(session, actor) if each.id != saved_id]
        found = own_filter(session, saved_id, actor)
        rules.check_kept(found.removed_at)
        if found.version != version:
            raise Stale
        rules.check_name(name, _names(others))
        before, found.name = found.name, name
        found.version += 1
        _tell(session, found, "filter.renamed", actor, now, name=(before, name))
        return found


def remove(saved_id: int, *, actor: Actor, now: datetime) -> SavedFilter:
    """Remove a filter; for some days it can be taken back."""
    with transaction() as session:
        _kept(session, actor)
        found = own_filter(session, saved_id, actor)
        rules.check_kept(found.removed_at)
        found.removed_at = now
        found.version += 1
        _tell(session, found, "filter.removed", actor, now)
        return found


def restore(saved_id: int, *, actor: Actor, now: datetime) -> SavedFilter:
    """Take back what was removed, under the name it had."""
    with transaction() as session:
        kept = _kept(session, actor)
        found = own_filter(session, saved_id, actor)
        rules.check_removed(found.removed_at, now)
        rules.check_name(found.name, _names(kept))
        rules.check_room(len(kept))
        found.removed_at = None
        found.version += 1
        _tell(session, found, "filter.restored", actor, now)
        return found


def _kept(session: Session, actor: Actor) -> list[SavedFilter]:
    """The person's filters, with the account locked: two of one name cannot be kept at the same moment."""
    session.get_one(Account, actor.account_id, populate_existing=True, with_for_update=True)
    return list(filters_of(session, actor))


def _names(filters: Iterable[SavedFilter]) -> list[str]:
    return [each.name for each in filters]


def _tell(
    session: Session,
    saved: SavedFilter,
    action: str,
    actor: Actor,
    now: datetime,
    *,
    name: tuple[str | None, str] | None = None,
) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=saved.organization_id,
        action=action,
        subject="saved_filter",
        subject_id=saved.id,
        subject_label=saved.name,
        changes={"name": name} if name else None,
    )
