"""What the parts of the command line share: adding a command, and a group of them."""

import argparse
from collections.abc import Callable

Command = Callable[[argparse.Namespace], int]


def group(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, told: str
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """A word with commands of its own behind it."""
    return commands.add_parser(name, help=told).add_subparsers(required=True, metavar="COMMAND")


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Command
) -> argparse.ArgumentParser:
    """A command; what it does is told by the docstring of its function."""
    parser = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
    parser.set_defaults(run=run)
    return parser
