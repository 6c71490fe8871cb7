"""Stopping all mail and letting it leave again, and what the clocks say, from the command line."""

import argparse

from tracker.accounts.actor import Actor, system
from tracker.accounts.policy import Right, Subject, allows
from tracker.accounts.queries import actor_of, find_account_by_email
from tracker.administration import status_actions
from tracker.administration.clock_watch import database_difference
from tracker.commands.application import application
from tracker.core import clock
from tracker.core.database import db
from tracker.core.errors import Invalid, NotAllowed
from tracker.core.text import normalize_email
from tracker.core.words import N_
from tracker.mail import nodes, pauses
from tracker.mail.leaps import BACK, TOLD
from tracker.organizations.queries import all_organizations


def mail_pause(chosen: argparse.Namespace) -> int:
    """Let no mail leave until somebody says so."""
    with application():
        status_actions.pause(actor=_acting(chosen.by), now=clock.now(), reason=chosen.reason)
    print("No mail leaves until it is resumed.")
    return 0


def mail_resume(chosen: argparse.Namespace) -> int:
    """End the gravest pause; refused while mails sent before a restore are still to be decided on."""
    with application():
        status_actions.resume(actor=_acting(chosen.by), now=clock.now())
        left = pauses.paused_because(db.session())
    print(f"That pause is over, another one stands: {left}." if left else "Mails leave again.")
    return 0


def clock_facts(_chosen: argparse.Namespace) -> int:
    """What the clocks say: of this machine, of the database, of every process that sends; 1 if they differ."""
    with application():
        agree, lines = clocks()
    print("\n".join(lines))
    return 0 if agree else 1


def clocks() -> tuple[bool, list[str]]:
    """Whether all clocks agree, and a line for each."""
    session, now = db.session(), clock.now()
    apart = database_difference(session)
    running = [node for node in nodes.find_nodes(session) if node.ended_at is None]
    lines = [
        f"this machine  {now:%Y-%m-%d %H:%M:%S} UTC",
        "the database has no clock of its own" if apart is None else f"this machine is {apart:+d} s from the database",
        *(
            f"{node.kind} {node.host} {node.pid}: leapt {node.skew_seconds:+d} s since it started,"
            f" {node.database_skew:+d} s from the database"
            for node in running
        ),
    ]
    found = pauses.find_pause(session)
    if found is not None:
        lines.append(f"paused since {found.since:%Y-%m-%d %H:%M:%S} UTC: {found.reason} {found.detail}".rstrip())
    right = abs(apart or 0) <= TOLD and all(
        abs(node.skew_seconds) <= BACK and abs(node.database_skew) <= TOLD for node in running
    )
    return right, lines


def _acting(email: str) -> Actor:
    """The administrator of that address, or the system for the organization that stands first."""
    if not email:
        organizations = all_organizations(db.session())
        if not organizations:
            raise Invalid(N_("Chưa có cơ quan nào. Thêm tài khoản quản trị đầu tiên bằng lệnh tracker account add."))
        return system(organizations[0].id)
    account = find_account_by_email(db.session(), normalize_email(email))
    if account is None or account.disabled_at is not None:
        raise Invalid(N_("Không có tài khoản nào với địa chỉ này."))
    actor = actor_of(db.session(), account, clock.now())
    if not allows(actor, Right.PAUSE_SENDING, Subject(organization_id=actor.organization_id)):
        raise NotAllowed
    return actor
