"""The commands about the figures kept for committees above others, and about filling a database to measure with."""

import argparse
from datetime import date

from tracker import schema
from tracker.commands import tallying
from tracker.commands.application import application
from tracker.commands.arguments import add, group
from tracker.core import clock
from tracker.core.database import db
from tracker.demo.nation import filling
from tracker.demo.nation.plan import Plan


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add those about figures to the command line."""
    tallies = group(commands, "tallies", "Look after the figures kept for committees above others.")
    add(tallies, "verify", tallies_verify)
    add(tallies, "rebuild", tallies_rebuild)


def register_demo(demo: argparse.ArgumentParser) -> None:
    """Add what comes behind `demo`."""
    generate = add(demo.add_subparsers(metavar="COMMAND"), "generate", demo_generate)
    generate.add_argument("--organizations", type=_number, default=98, help="communes (%(default)s)")
    generate.add_argument("--tasks-per-quarter", type=_number, default=200, help="of each commune (%(default)s)")
    generate.add_argument("--quarters", type=_number, default=3, help="up to the one that runs (%(default)s)")
    generate.add_argument("--groups", type=_number, default=12, help="of each commune (%(default)s)")
    generate.add_argument("--today", type=date.fromisoformat, help="the day on which it all stands, as 2026-05-12")
    generate.add_argument("--seed", type=int, default=2017, help="another number gives other rows (%(default)s)")


def demo_generate(chosen: argparse.Namespace) -> int:
    """Fill an empty database with a made-up nation, the same one each time."""
    with application():
        schema.upgrade(db.engine)
        plan = Plan(
            organizations=chosen.organizations,
            tasks_per_quarter=chosen.tasks_per_quarter,
            quarters=chosen.quarters,
            groups=chosen.groups,
            today=chosen.today or clock.now().date(),
            seed=chosen.seed,
        )
        made = filling.fill(plan)
    print(", ".join(f"{n} {table}" for table, n in made.items()))
    return 0


def tallies_verify(_chosen: argparse.Namespace) -> int:
    """Count every task anew and compare: the difference must be 0."""
    with application():
        difference, lines = tallying.verify()
    print("\n".join(lines))
    return 0 if difference == 0 else 1


def tallies_rebuild(_chosen: argparse.Namespace) -> int:
    """Throw the tallies away and count them anew, after tasks were changed by something else than the product."""
    with application():
        rows = tallying.rebuild()
    print(f"{rows} rows")
    return 0


def _number(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number
