"""Adding, changing and closing accounts."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts import rules
from tracker.accounts.actor import Actor, Role, system
from tracker.accounts.addresses import check_alternative, is_taken, send_what_waited
from tracker.accounts.errors import EmailTaken
from tracker.accounts.models import Account, AccountRole
from tracker.accounts.passwords import hash_password
from tracker.accounts.queries import count_other_administrators, hold_account
from tracker.accounts.sign_in_actions import end_sign_ins
from tracker.audit.trail import record
from tracker.core.clock import today
from tracker.core.database import transaction
from tracker.core.errors import Invalid, Stale
from tracker.core.text import name_sort_key
from tracker.core.words import N_
from tracker.organizations.models import Level, Organization
from tracker.organizations.queries import all_organizations
from tracker.organizations.rules import check_time_zone

NEW_ORGANIZATION = N_("Cơ quan chưa đặt tên")
Changes = Mapping[str, tuple[Any, Any]]
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else


@dataclass(frozen=True, kw_only=True)
class Details:
    """What stands on the form of an account."""

    email: str
    full_name: str
    post: str = ""
    phone: str = ""
    locale: str = "vi"
    alternative_email: str = ""
    roles: frozenset[Role] = frozenset()


def add_account(
    details: Details,
    *,
    password: str,
    now: datetime,
    actor: Actor | None = None,
    organization_name: str = "",
    temporary: bool = False,
) -> Account:
    """Add an account to the actor's organization.

    A command has no actor: it names the organization, needs no name if there is one only, and makes it if
    there is none. Raise Invalid or EmailTaken. A `temporary` password is one that others have seen.
    """
    details = replace(details, email=rules.check_email(details.email))
    rules.check_password(password, email=details.email, full_name=details.full_name)
    hashed = hash_password(password)
    with transaction() as session:
        home = _home(session, actor, organization_name, now)
        _refuse_taken(session, details.email)
        alternative = check_alternative(session, details.alternative_email, email=details.email)
        account = Account(
            organization_id=home.id,
            password_hash=hashed,
            password_changed_at=None if temporary else now,
            created_at=now,
        )
        _write(account, replace(details, alternative_email=alternative))
        account.roles = [AccountRole(organization_id=home.id, role=role) for role in sorted(details.roles)]
        session.add(account)
        _flush(session)
        changes = {name: (None, value) for name, value in _shown(account).items() if value}
        record_about(session, account, "account.added", actor or system(home.id), now, changes=changes)
    return account


def edit_account(account_id: int, details: Details, version: int, *, actor: Actor, now: datetime) -> Account:
    """Change an account; raise NotFound, Stale, EmailTaken, or LastAdministrator beside the roles."""
    details = replace(details, email=rules.check_email(details.email))
    with transaction() as session:
        account = hold_account(session, actor.organization_id, account_id)
        if account.version != version:
            raise Stale
        _refuse_taken(session, details.email, but=account.id)
        other = check_alternative(session, details.alternative_email, email=details.email, account=account)
        rules.check_roles(
            before={each.role for each in account.roles},
            after=details.roles,
            active=account.disabled_at is None,
            other_administrators=count_other_administrators(session, account),
        )
        before, went_to = _shown(account), account.mail_address
        _write(account, replace(details, alternative_email=other))
        _give_roles(session, account, details.roles)
        account.version += 1
        _flush(session)
        changes = _difference(before, _shown(account))
        sent = send_what_waited(session, account, before=went_to, now=now)
        if sent:
            changes["requeued"] = (0, sent)
        record_about(session, account, "account.edited", actor, now, changes=changes)
    return account


def reset_password(account_id: int, *, actor: Actor, now: datetime) -> str:
    """Give the account a random password, end its sign-ins, and return the password: it is shown once."""
    password = temporary_password()
    hashed = hash_password(password)
    with transaction() as session:
        account = hold_account(session, actor.organization_id, account_id)
        account.password_hash = hashed
        account.password_changed_at = None
        ended = end_sign_ins(session, account.id, now=now)
        record_about(session, account, "account.password_reset", actor, now, changes={"sign_ins": (ended, 0)})
    return password


def disable_account(account_id: int, *, actor: Actor, now: datetime) -> Account:
    """Close the account to its person, at once on every device; nothing they wrote is touched."""
    with transaction() as session:
        account = hold_account(session, actor.organization_id, account_id)
        if account.disabled_at is not None:
            raise Invalid(N_("Tài khoản này đã khóa từ trước."))
        rules.check_disable(
            is_oneself=account.id == actor.account_id,
            is_administrator=Role.ADMINISTRATOR in {each.role for each in account.roles},
            other_administrators=count_other_administrators(session, account),
        )
        account.disabled_at = now
        account.version += 1
        ended = end_sign_ins(session, account.id, now=now)
        changes = {"active": (True, False), "sign_ins": (ended, 0)}
        record_about(session, account, "account.disabled", actor, now, changes=changes)
    return account


def enable_account(account_id: int, *, actor: Actor, now: datetime) -> Account:
    """Open the account again, with the password it had."""
    with transaction() as session:
        account = hold_account(session, actor.organization_id, account_id)
        if account.disabled_at is None:
            raise Invalid(N_("Tài khoản này đang hoạt động."))
        account.disabled_at = None
        account.version += 1
        record_about(session, account, "account.enabled", actor, now, changes={"active": (False, True)})
    return account


def temporary_password() -> str:
    """Sixteen random letters and digits in fours, to be read out on the telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _home(session: Session, actor: Actor | None, name: str, now: datetime) -> Organization:
    if actor is not None:
        return session.get_one(Organization, actor.organization_id)
    known = all_organizations(session)
    if not known:
        return _new_organization(session, name or NEW_ORGANIZATION, now)
    wanted = [each for each in known if not name or name in {each.name, each.short_name}]
    if len(wanted) == 1:
        return wanted[0]
    names = ", ".join(each.name for each in known)
    raise Invalid(N_("Ghi đúng tên một cơ quan đã có: %(names)s."), field="organization", names=names)


def _new_organization(session: Session, name: str, now: datetime) -> Organization:
    zone = current_app.config["TIME_ZONE"]
    check_time_zone(zone)
    made = Organization(
        name=name, short_name=name[:80], level=Level.COMMUNE, valid_from=today(zone, now), time_zone=zone
    )
    session.add(made)
    session.flush()
    return made


def _refuse_taken(session: Session, email: str, but: int | None = None) -> None:
    if is_taken(session, email, but=but):
        raise EmailTaken


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:  # somebody took the address between our look and our write
        raise EmailTaken from error


def _write(account: Account, details: Details) -> None:
    account.email = details.email
    account.full_name = details.full_name
    account.sort_key = name_sort_key(details.full_name)
    account.post = details.post
    account.phone = details.phone
    account.locale = details.locale
    account.alternative_email = details.alternative_email


def _give_roles(session: Session, account: Account, wanted: frozenset[Role]) -> None:
    for each in list(account.roles):
        if each.role not in wanted:
            account.roles.remove(each)
            session.delete(each)
    held = {each.role for each in account.roles}
    account.roles += [AccountRole(organization_id=account.organization_id, role=role) for role in sorted(wanted - held)]


def _shown(account: Account) -> dict[str, Any]:
    """What the trail tells of an account."""
    return {
        "email": account.email,
        "alternative_email": account.alternative_email,
        "full_name": account.full_name,
        "post": account.post,
        "phone": account.phone,
        "locale": account.locale,
        "roles": sorted(str(each.role) for each in account.roles),
    }


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def record_about(
    session: Session, account: Account, action: str, actor: Actor, now: datetime, *, changes: Changes
) -> None:
    """Add the entry of a change to an account."""
    record(
        session,
        actor=actor,
        now=now,
        organization_id=account.organization_id,
        action=action,
        subject="account",
        subject_id=account.id,
        subject_label=account.full_name,
        changes=changes,
    )
