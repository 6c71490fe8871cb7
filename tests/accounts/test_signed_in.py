"""Whoever holds a cookie acts as the account behind it: what one question tells of them is what the room tells."""

from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from tests.cast import NOW, PEOPLE, TODAY
from tracker.accounts.access import token_hash
from tracker.accounts.actor import Role, SeatRole
from tracker.accounts.models import Account, AccountRole, SignIn
from tracker.accounts.queries import actor_of
from tracker.accounts.signed_in import signed_in
from tracker.core.database import transaction
from tracker.groups.models import Membership

DAY = timedelta(days=1)
NEAR = [TODAY - DAY, TODAY, TODAY + DAY]
LATE = NOW + timedelta(hours=15)  # past midnight in Vietnam, still the same day in UTC


@pytest.fixture
def everybody(cast):
    """Each of the cast signed in, and two with many roles and with seats of every sort."""
    with transaction() as session:
        session.add_all(
            SignIn(
                organization_id=account.organization_id,
                account_id=account.id,
                token_hash=token_hash(name),
                created_at=NOW,
                expires_at=NOW + DAY,
            )
            for name, account in cast.people.items()
        )
        for name in ("dung", "quan"):
            session.add_all(
                AccountRole(organization_id=cast.home.id, account_id=cast.people[name].id, role=role)
                for role in (Role.INSPECTOR, Role.STANDING_COMMITTEE)
            )
        seats = [(group, begun, ended) for group in "ab" for begun, ended in product(NEAR, NEAR) if begun <= ended]
        session.add_all(
            Membership(
                organization_id=cast.home.id,
                group_id=cast.groups[group].id,
                account_id=cast.people["quan"].id,
                role=list(SeatRole)[number % 3],
                from_on=begun,
                until_on=ended,
            )
            for number, (group, begun, ended) in enumerate(seats)
        )


def found(session, name, now=NOW):
    session.rollback()
    return signed_in(session, token_hash(name), now)


@pytest.mark.parametrize("now", [NOW, LATE])
@pytest.mark.parametrize("name", PEOPLE)
def test_the_one_behind_a_cookie_acts_as_the_account(session, cast, everybody, name, now):
    reader = found(session, name, now)
    account = session.get_one(Account, cast.people[name].id)
    expected = actor_of(session, account, now)
    assert (reader.actor.roles, reader.actor.reads) == (expected.roles, expected.reads)
    assert set(reader.actor.seats) == set(expected.seats)
    assert (reader.actor.account_id, reader.actor.organization_id) == (account.id, account.organization_id)
    said = (reader.actor.name, reader.locale, reader.organization_name, reader.contact, reader.time_zone)
    home = account.organization
    assert said == (account.full_name, account.locale, home.name, home.contact, home.time_zone)


def test_nobody_stands_behind_what_is_over(session, cast, everybody):
    with transaction() as changing:
        changing.execute(sa.update(Account).where(Account.id == cast.people["an"].id).values(disabled_at=NOW))
        ended = SignIn.account_id == cast.people["binh"].id
        changing.execute(sa.update(SignIn).where(ended).values(ended_at=NOW))
    assert [found(session, name) for name in ("an", "binh", "nobody")] == [None] * 3
    assert found(session, "chi", NOW + DAY) is None
