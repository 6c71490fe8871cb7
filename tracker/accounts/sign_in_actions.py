"""Signing in and out, slowly for those who guess.

A try is written down as a failure before the password is looked at, in a transaction of its own, and struck
out again when it was right: so no crash, rollback or crowd of simultaneous tries gets more guesses.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.accounts import rules
from tracker.accounts.access import token_hash
from tracker.accounts.actor import Actor
from tracker.accounts.errors import WrongPair
from tracker.accounts.models import Account, SignIn, SignInFailure
from tracker.accounts.passwords import hash_password, is_right, needs_rehash
from tracker.accounts.queries import (
    count_failures,
    find_account_by_email,
    find_sign_in_of,
    open_sign_ins,
    queue_for_email,
)
from tracker.audit.trail import record
from tracker.core.database import db, transaction
from tracker.core.errors import NotFound
from tracker.core.text import normalize_email

TOKEN_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Person:
    """The name under which a sign-in stands in the trail."""

    account_id: int
    name: str


def sign_in(email: str, password: str, *, address: str | None, lifetime: timedelta, now: datetime) -> str:
    """Open a sign-in and return its token, which nothing keeps but the cookie.

    Raise Locked, or WrongPair with the same words whether or not the address is known.
    """
    email = normalize_email(email)[: rules.LONGEST_EMAIL]
    attempt = begin_attempt(email, address=address, now=now)
    account = find_account_by_email(db.session(), email)
    stored = account.password_hash if account is not None and account.disabled_at is None else None
    if not is_right(password, stored) or account is None:
        raise WrongPair
    token = secrets.token_urlsafe(TOKEN_BYTES)
    wanted = hash_password(password) if stored and needs_rehash(stored) else stored
    with transaction() as session:
        fresh = _still_the_same(session, account.id, stored)
        fresh.password_hash = wanted
        strike_out(session, attempt)
        session.add(
            SignIn(
                organization_id=fresh.organization_id,
                account_id=fresh.id,
                token_hash=token_hash(token),
                created_at=now,
                expires_at=now + lifetime,
            )
        )
        _record(session, fresh, "account.signed_in", now)
    return token


def begin_attempt(email: str, *, address: str | None, now: datetime) -> int:
    """Write a try down as failed, or raise Locked. The id is for `strike_out`, should it turn out right."""
    place = rules.place_of(address)
    with transaction() as session:
        queue_for_email(session, email)
        failures = count_failures(session, email=email, address=place, since=now - rules.FAILURE_WINDOW)
        rules.refuse_if_locked(for_email=failures.for_email, for_address=failures.for_address)
        failure = SignInFailure(email=email, address=place, at=now)
        session.add(failure)
        session.flush()
        return failure.id


def strike_out(session: Session, attempt: int) -> None:
    """The try was right: it alone is forgotten."""
    failure = session.get(SignInFailure, attempt)
    if failure is not None:
        session.delete(failure)


def sign_out(sign_in_id: int, *, actor: Actor, now: datetime) -> None:
    """End the sign-in of this device."""
    with transaction() as session:
        found = _own_sign_in(session, sign_in_id, actor, now)
        found.ended_at = now
        _record(session, session.get_one(Account, found.account_id), "account.signed_out", now)


def end_sign_in(sign_in_id: int, *, actor: Actor, now: datetime) -> None:
    """End a sign-in of one's own on another device."""
    with transaction() as session:
        found = _own_sign_in(session, sign_in_id, actor, now)
        found.ended_at = now
        _record(session, session.get_one(Account, found.account_id), "account.sign_in_ended", now)


def end_sign_ins(session: Session, account_id: int, *, now: datetime, but: int | None = None) -> int:
    """End every sign-in of the account, perhaps all `but` one; return how many."""
    ended = [each for each in open_sign_ins(session, account_id, now) if each.id != but]
    for each in ended:
        each.ended_at = now
    return len(ended)


def _own_sign_in(session: Session, sign_in_id: int, actor: Actor, now: datetime) -> SignIn:
    found = find_sign_in_of(session, actor.account_id, sign_in_id, now)
    if found is None:
        raise NotFound
    return found


def _still_the_same(session: Session, account_id: int, stored: str | None) -> Account:
    """The account as it is now; it may have been disabled while its hash was being computed."""
    fresh = session.get_one(Account, account_id, populate_existing=True, with_for_update=True)
    if fresh.disabled_at is not None or fresh.password_hash != stored:
        raise WrongPair
    return fresh


def _record(session: Session, account: Account, action: str, now: datetime) -> None:
    record(
        session,
        actor=Person(account_id=account.id, name=account.full_name),
        now=now,
        organization_id=account.organization_id,
        action=action,
        subject="account",
        subject_id=account.id,
        subject_label=account.full_name,
    )
