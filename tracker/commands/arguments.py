"""What the parts of the command line share: adding a command, a group of them, and the application around one."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracker.app import create_app
from tracker.core.database import db

Command = Callable[[argparse.Namespace], int]


@contextmanager
def application() -> Iterator[None]:
    """The application around one command; its connections are closed afterwards."""
    with create_app().app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def group(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, told: str
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    return commands.add_parser(name, help=told).add_subparsers(required=True, metavar="COMMAND")


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Command
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
    parser.set_defaults(run=run)
    return parser
