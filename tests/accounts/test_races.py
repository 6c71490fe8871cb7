"""What must hold when several people, or one guesser, act at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from tests.cast import NOW
from tracker.accounts import account_actions, sign_in_actions
from tracker.accounts.actor import Role
from tracker.accounts.errors import EmailTaken, Locked
from tracker.accounts.models import Account, AccountRole, SignInFailure
from tracker.core.database import db, transaction
from tracker.core.errors import Refusal


def at_once(app, *acts):
    """Run all at the same moment, each in a context of its own; return results and refusals."""
    barrier = Barrier(len(acts))

    def run(act):
        with app.app_context():
            barrier.wait()
            try:
                return act()
            except Refusal as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_crowd_of_tries_gets_no_more_than_five(app, session, cast):
    def attempt():
        return sign_in_actions.begin_attempt("hoa@example.vn", address="203.0.113.9", now=NOW)

    answers = at_once(app, *[attempt] * 12)
    assert sum(isinstance(each, Locked) for each in answers) == 7
    assert session.scalar(sa.select(sa.func.count(SignInFailure.id))) == 5


def test_two_administrators_cannot_switch_off_each_other(app, session, cast):
    with transaction() as writing:
        writing.add(AccountRole(organization_id=cast.home.id, account_id=cast.hoa.account_id, role=Role.ADMINISTRATOR))
    answers = at_once(
        app,
        lambda: account_actions.disable_account(cast.hoa.account_id, actor=cast.quan, now=NOW),
        lambda: account_actions.disable_account(cast.quan.account_id, actor=cast.hoa, now=NOW),
    )
    assert sum(isinstance(each, Refusal) for each in answers) == 1
    active = session.scalars(
        sa.select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None))
    ).all()
    assert len(active) == 1


def test_of_two_accounts_with_one_address_one_is_refused_in_words(app, session, cast):
    details = account_actions.Details(email="moi@example.vn", full_name="Phan Thị Mới")

    def add():
        return account_actions.add_account(details, password="mưa rơi trên mái ngói cũ", actor=cast.quan, now=NOW)

    answers = at_once(app, add, add)
    assert sum(isinstance(each, EmailTaken) for each in answers) == 1
    assert session.scalar(sa.select(sa.func.count(Account.id)).where(Account.email == "moi@example.vn")) == 1
