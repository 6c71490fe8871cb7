"""The commands about the database, its accounts, and what the project shows of itself."""

import argparse
import sys
from getpass import getpass

from flask import current_app

from tracker import schema
from tracker.accounts.account_actions import Details, add_account
from tracker.accounts.actor import ROLE_WORDS, Role
from tracker.commands import databases, pictures, queue, serve, words
from tracker.commands.application import application
from tracker.commands.arguments import add, group
from tracker.commands.safety import of_driver
from tracker.core import clock
from tracker.core.database import db
from tracker.mail.identity import give_identity


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add them to the command line."""
    database = group(commands, "db", "Look after the database.")
    add(database, "upgrade", db_upgrade)
    add(database, "downgrade", db_downgrade).add_argument("revision", help="a revision, or base for nothing at all")
    add(database, "check", db_check)
    account = add(group(commands, "account", "Look after accounts."), "add", account_add)
    account.add_argument("email")
    account.add_argument("--name", required=True, help="full name")
    account.add_argument("--role", required=True, choices=[role.value for role in ROLE_WORDS])
    account.add_argument("--organization", default="", help="name of the organization; may be left out if there is one")
    add(group(commands, "translations", "Look after words."), "check", translations_check)
    shown = add(commands, "screenshots", screenshots)
    shown.add_argument("names", nargs="*", help="take only those whose names begin so, as: mail status")


def db_upgrade(_chosen: argparse.Namespace) -> int:
    """Bring the database up to date."""
    serve.refuse(list(of_driver(serve.read_settings())))
    with application():
        behind = not schema.is_current(db.engine)
        schema.upgrade(db.engine)
        if behind:
            databases.tell_the_planner(db.engine)
        queue.make(db.engine, current_app.config)
        give_identity()
    print("The database is up to date.")
    return 0


def db_downgrade(chosen: argparse.Namespace) -> int:
    """Take the database back to a revision."""
    with application():
        schema.downgrade(db.engine, chosen.revision)
    print(f"The database is at {chosen.revision}.")
    return 0


def db_check(_chosen: argparse.Namespace) -> int:
    """Ask whether the database is up to date and whole."""
    with application():
        answers = list(databases.check(db.engine))
    for _good, line in answers:
        print(line)
    return 0 if all(good for good, _line in answers) else 1


def account_add(chosen: argparse.Namespace) -> int:
    """Add a person who may sign in; the first one also makes the organization."""
    details = Details(email=chosen.email, full_name=chosen.name, roles=frozenset({Role(chosen.role)}))
    password = _ask_password()
    with application():
        added = add_account(details, password=password, now=clock.now(), organization_name=chosen.organization)
    print(f"{added.email} may sign in as {chosen.role}.")
    return 0


def screenshots(chosen: argparse.Namespace) -> int:
    """Take the pictures in docs/screenshots anew."""
    return pictures.take(chosen.names)


def translations_check(_chosen: argparse.Namespace) -> int:
    """Look for Vietnamese words without an English twin."""
    faults = words.faults()
    print("\n".join([*faults, f"{len(words.collect())} texts, {len(faults)} faults"]))
    return 1 if faults else 0


def _ask_password() -> str:
    """On a terminal twice and unseen; otherwise the first line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    while True:
        password = getpass("Password: ")
        if password == getpass("Once more: "):
            return password
        print("They differ; try again.")
