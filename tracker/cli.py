"""The command `tracker`: each command calls one action and prints what came of it."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from getpass import getpass

from flask import current_app

from tracker import schema
from tracker.accounts.account_actions import Details, add_account
from tracker.accounts.actor import ROLE_WORDS, Role
from tracker.app import create_app
from tracker.commands import bench, databases, faults, mailing, pictures, queue, reminding, serve, suite, words
from tracker.commands.demo import run_demo
from tracker.commands.safety import of_driver
from tracker.core import clock
from tracker.core.database import db
from tracker.core.errors import Refusal
from tracker.core.languages import say

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["test"]:  # its arguments are pytest's
        return suite.run([each for each in given[1:] if each != "--all"], everything="--all" in given)
    if given[:1] == ["bench"]:
        return bench.run(given[1:])
    if given[:1] == ["faults"]:
        return faults.run(given[1:])
    chosen = _parser().parse_args(given)
    run: Command = chosen.run
    try:
        return run(chosen)
    except Refusal as refusal:
        print(say(refusal), file=sys.stderr)
        return 1


@contextmanager
def application() -> Iterator[None]:
    """The application around one command; its connections are closed afterwards."""
    with create_app().app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def demo(_chosen: argparse.Namespace) -> int:
    """The whole product with made-up data on this machine."""
    return run_demo()


def serve_web(chosen: argparse.Namespace) -> int:
    """The web server."""
    serve.serve_web(bind=chosen.bind, workers=chosen.workers, threads=chosen.threads)
    return 0


def scheduler(_chosen: argparse.Namespace) -> int:
    """Reminders and mails; any number of these may run."""
    serve.run_scheduler()
    return 0


def worker(chosen: argparse.Namespace) -> int:
    """Sends mails handed out by the scheduler, with MAIL_DRIVER=procrastinate; any number on any machines."""
    serve.run_worker(concurrency=chosen.concurrency)
    return 0


def db_upgrade(_chosen: argparse.Namespace) -> int:
    """Bring the database up to date."""
    serve.refuse(list(of_driver(serve.read_settings())))
    with application():
        schema.upgrade(db.engine)
        queue.make(db.engine, current_app.config)
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


def mail_test(chosen: argparse.Namespace) -> int:
    """Send a mail through the real outbox and show the server's answer."""
    with application():
        accepted, answer = mailing.send_test(chosen.address)
    print(answer)
    return 0 if accepted else 1


def reminders_audit(_chosen: argparse.Namespace) -> int:
    """Show that everything owed has ended in exactly one way."""
    with application():
        difference, lines = mailing.audit()
    print("\n".join(lines))
    return 0 if difference == 0 else 1


def reminders_preview(chosen: argparse.Namespace) -> int:
    """What goes out in the next days if nothing changes, and to whom."""
    with application():
        lines = reminding.preview(chosen.days)
    print("\n".join(lines))
    return 0


def reminders_why(chosen: argparse.Namespace) -> int:
    """Why somebody was, or was not, reminded of a task."""
    with application():
        lines = reminding.why(chosen.task, chosen.person, chosen.day)
    print("\n".join(lines))
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tracker", description="Follows the directives of a committee's quarter.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(commands, "demo", demo)
    commands.add_parser("test", help="Every check of the house; further arguments go to pytest.", add_help=False)
    commands.add_parser("bench", help="Measurements beside a bare twin: mail.", add_help=False)
    commands.add_parser("faults", help="Every fault at its full size, and what was promised.", add_help=False)
    web = _add(commands, "serve", serve_web)
    port = os.environ.get("PORT") or "8000"
    web.add_argument("--bind", default=f"127.0.0.1:{port}", help="address:port or unix:path (%(default)s)")
    web.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    web.add_argument("--threads", type=int, default=8, help="threads in each process (%(default)s)")
    _add(commands, "scheduler", scheduler)
    working = _add(commands, "worker", worker)
    working.add_argument("--concurrency", type=int, default=1, help="mails at the same time (%(default)s)")
    _add_groups(commands)
    shown = _add(commands, "screenshots", screenshots)
    shown.add_argument("names", nargs="*", help="take only those whose names begin so, as: mail status")
    return parser


def _add_groups(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    database = _group(commands, "db", "Look after the database.")
    _add(database, "upgrade", db_upgrade)
    _add(database, "downgrade", db_downgrade).add_argument("revision", help="a revision, or base for nothing at all")
    _add(database, "check", db_check)
    account = _add(_group(commands, "account", "Look after accounts."), "add", account_add)
    account.add_argument("email")
    account.add_argument("--name", required=True, help="full name")
    account.add_argument("--role", required=True, choices=[role.value for role in ROLE_WORDS])
    account.add_argument("--organization", default="", help="name of the organization; may be left out if there is one")
    mail = _add(_group(commands, "mail", "Look after mails."), "test", mail_test)
    mail.add_argument("address")
    _add_reminders(_group(commands, "reminders", "Look after reminders."))
    _add(_group(commands, "translations", "Look after words."), "check", translations_check)


def _add_reminders(reminders: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _add(reminders, "audit", reminders_audit)
    preview = _add(reminders, "preview", reminders_preview)
    preview.add_argument("--days", type=int, default=14, help="how many days ahead (%(default)s)")
    why = _add(reminders, "why", reminders_why)
    why.add_argument("task", help="code of the task, or its id")
    why.add_argument("person", help="e-mail of the person")
    why.add_argument("--day", type=date.fromisoformat, help="one day, as 2026-05-12; today if left out")


def _group(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, told: str
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    return commands.add_parser(name, help=told).add_subparsers(required=True, metavar="COMMAND")


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Command
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
    parser.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
