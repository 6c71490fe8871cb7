"""Adding and changing organizations and their fields of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.audit.trail import Acting, record
from tracker.core.clock import today
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotFound, Stale
from tracker.core.words import N_
from tracker.organizations import queries, rules
from tracker.organizations.models import ContentLevel, FieldOfWork, Level, Organization

Changes = Mapping[str, tuple[Any, Any]]


class Administrator(Acting, Protocol):
    """An actor, as far as this room needs to know one."""

    @property
    def organization_id(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Details:
    """What stands on the form of an organization."""

    name: str
    short_name: str
    level: Level
    valid_from: date
    valid_to: date | None
    time_zone: str
    digest_at: time
    window_from: time
    window_until: time
    content_level: ContentLevel
    contact: str


def add_organization(parent_id: int, details: Details, *, actor: Administrator, now: datetime) -> Organization:
    """Add an organization under the actor's own, or under one below it."""
    _check(details)
    with transaction() as session:
        parent = _within(session, parent_id, actor)
        made = Organization(parent_id=parent.id)
        _write(made, details)
        session.add(made)
        session.flush()
        changes = {name: (None, value) for name, value in _shown(made).items() if value}
        _record(session, made, "organization.added", actor, now, changes=changes)
    return made


def edit_organization(
    organization_id: int, details: Details, version: int, *, actor: Administrator, now: datetime
) -> Organization:
    """Change the actor's own organization, or one below it."""
    _check(details)
    with transaction() as session:
        organization = _within(session, organization_id, actor)
        if organization.version != version:
            raise Stale
        before = _shown(organization)
        _write(organization, details)
        organization.version += 1
        after = _shown(organization)
        changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        _record(session, organization, "organization.edited", actor, now, changes=changes)
    return organization


def add_field(name: str, *, actor: Administrator, now: datetime) -> FieldOfWork:
    """Add a field of work at the end of the order."""
    with transaction() as session:
        field = FieldOfWork(organization_id=actor.organization_id)
        _refuse_taken(session, field, name)
        field.name = name
        known = queries.all_fields(session, actor.organization_id)
        field.position = max((each.position for each in known), default=-1) + 1
        session.add(field)
        _flush(session)
        _record_field(session, field, "field.added", actor, now, changes={"name": (None, name)})
    return field


def rename_field(field_id: int, name: str, version: int, *, actor: Administrator, now: datetime) -> FieldOfWork:
    """Give a field another name, everywhere it is used."""
    with transaction() as session:
        field = _field(session, field_id, actor)
        if field.version != version:
            raise Stale
        _refuse_taken(session, field, name)
        before, field.name = field.name, name
        field.version += 1
        _flush(session)
        _record_field(session, field, "field.renamed", actor, now, changes={"name": (before, name)})
    return field


def move_field(field_id: int, *, up: bool, actor: Administrator, now: datetime) -> None:
    """Put a field one place higher or lower among those in use."""
    with transaction() as session:
        field = _field(session, field_id, actor)
        known = queries.all_fields(session, actor.organization_id)
        used = [each.id for each in known if each.closed_on is None]
        if field.id not in used:
            raise Invalid(N_("Lĩnh vực đã đóng không có thứ tự. Mở lại trước."))
        places = {each: place for place, each in enumerate(rules.moved(used, field.id, up=up))}
        before = used.index(field.id) + 1
        for each in known:
            each.position = places.get(each.id, len(used) + each.position)
        _record_field(session, field, "field.moved", actor, now, changes={"position": (before, places[field.id] + 1)})


def close_field(field_id: int, *, actor: Administrator, now: datetime) -> None:
    """Offer the field no more; what belongs to it keeps it."""
    with transaction() as session:
        field = _field(session, field_id, actor)
        if field.closed_on is not None:
            raise Invalid(N_("Lĩnh vực này đã đóng từ trước."))
        home = session.get_one(Organization, actor.organization_id)
        field.closed_on = today(home.time_zone, now)
        field.version += 1
        _record_field(session, field, "field.closed", actor, now, changes={"closed_on": (None, field.closed_on)})


def reopen_field(field_id: int, *, actor: Administrator, now: datetime) -> None:
    """Offer the field again."""
    with transaction() as session:
        field = _field(session, field_id, actor)
        if field.closed_on is None:
            raise Invalid(N_("Lĩnh vực này đang dùng."))
        before, field.closed_on = field.closed_on, None
        field.version += 1
        _record_field(session, field, "field.reopened", actor, now, changes={"closed_on": (before, None)})


def _check(details: Details) -> None:
    rules.check_validity(details.valid_from, details.valid_to)
    rules.check_time_zone(details.time_zone)
    rules.check_window(details.digest_at, details.window_from, details.window_until)


def _within(session: Session, organization_id: int, actor: Administrator) -> Organization:
    """The actor's own organization or one below it, locked until the end of the transaction."""
    if organization_id not in queries.organization_and_below(session, actor.organization_id):
        raise NotFound
    return session.get_one(Organization, organization_id, populate_existing=True, with_for_update=True)


def _field(session: Session, field_id: int, actor: Administrator) -> FieldOfWork:
    found = session.get(FieldOfWork, field_id, populate_existing=True, with_for_update=True)
    if found is None or found.organization_id != actor.organization_id:
        raise NotFound
    return found


def _refuse_taken(session: Session, field: FieldOfWork, name: str) -> None:
    known = queries.all_fields(session, field.organization_id)
    if any(each.name.casefold() == name.casefold() and each.id != field.id for each in known):
        raise Invalid(N_("Đã có lĩnh vực mang tên này."), field="name")


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:  # somebody took the name between our look and our write
        raise Invalid(N_("Đã có lĩnh vực mang tên này."), field="name") from error


def _write(organization: Organization, details: Details) -> None:
    for name in Details.__dataclass_fields__:
        setattr(organization, name, getattr(details, name))


def _shown(organization: Organization) -> dict[str, Any]:
    """What the trail tells of an organization."""
    return {
        "name": organization.name,
        "short_name": organization.short_name,
        "level": str(organization.level),
        "valid_from": organization.valid_from,
        "valid_to": organization.valid_to,
        "time_zone": organization.time_zone,
        "digest_at": f"{organization.digest_at:%H:%M}",
        "window_from": f"{organization.window_from:%H:%M}",
        "window_until": f"{organization.window_until:%H:%M}",
        "content_level": str(organization.content_level),
        "contact": organization.contact,
    }


def _record(
    session: Session, about: Organization, action: str, actor: Administrator, now: datetime, *, changes: Changes
) -> None:
    """The entry stands in the trail of the organization that made the change, where its administrator looks."""
    record(
        session,
        actor=actor,
        now=now,
        organization_id=actor.organization_id,
        action=action,
        subject="organization",
        subject_id=about.id,
        subject_label=about.name,
        changes=changes,
    )


def _record_field(
    session: Session, about: FieldOfWork, action: str, actor: Administrator, now: datetime, *, changes: Changes
) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=about.organization_id,
        action=action,
        subject="field",
        subject_id=about.id,
        subject_label=about.name,
        changes=changes,
    )
