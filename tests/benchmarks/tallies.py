"""Many writers at once over many days: afterwards the tallies must be what counting every task anew gives.

    python -m tracker bench tallies

Writers in processes of their own change random tasks by the product's own actions, each at its own moment of so many
days, while the tallies are put together and compared again and again. Then the figures of every committee on each of
those days are asked of the tallies and of the tasks.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tests.benchmarks.pages.databases import settings
from tests.benchmarks.writers import START, write
from tests.postgres import running_cluster
from tracker import schema
from tracker.app import create_app
from tracker.audit.models import AuditEntry
from tracker.board.counts import FIVE
from tracker.core.database import db
from tracker.core.quarter import Quarter
from tracker.demo.nation.filling import fill
from tracker.demo.nation.plan import Plan
from tracker.organizations.models import Organization
from tracker.tallies.counting import differences, how_many
from tracker.tallies.queries import figures_through_children, own_figures
from tracker.tallies.settling import settle_tallies
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import Task
from tracker.tasks.queries import almanac

HERE = "tests.benchmarks.tallies"
ENGINES = ("postgresql", "sqlite")
NAMES = (*FIVE, "wait", "mute", "none", "progress", "back", "completed")
COMMUNES, TASKS, GROUPS = 10, 300, 6


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="tracker bench tallies", description="Tallies under many writers.")
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--changes", type=int, default=20_000)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--days", type=int, default=40)
    parser.add_argument("--tasks", type=int, default=TASKS, help="of each of ten communes (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", help=argparse.SUPPRESS)  # number of a writer, the database's address, its folder
    asked = parser.parse_args(arguments)
    if asked.write:
        number, url, folder = asked.write.split(",", 2)
        return writer(asked, int(number), url, Path(folder))
    faults = [measure(asked, engine) for engine in asked.engine or ENGINES]
    return 1 if any(faults) else 0


def measure(asked, engine_name):
    """Print the line of one engine; how many faults it tells of."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tallies-")))
        url = f"sqlite:///{folder / 'tracker.sqlite3'}"
        if engine_name == "postgresql":
            url = stack.enter_context(running_cluster()).new_database("bench")
        with application(url, folder):
            plan = Plan(
                organizations=COMMUNES, tasks_per_quarter=asked.tasks, quarters=2, groups=GROUPS, today=START.date()
            )
            schema.upgrade(db.engine)
            fill(plan, out=io.StringIO())
            began = time.monotonic()
            told = all_written(asked, url, folder)
            seconds = time.monotonic() - began
            while settle_tallies():
                pass
            found = after(asked, told)
    print(
        f"engine={engine_name} changes={found['changes']} writers={asked.writers} days={asked.days}"
        f" seconds={seconds:.0f} refused={found['refused']} changed-meanwhile={found['stale']}"
        f" compared-meanwhile={told['compared']} settled={told['settled']} waited-in-vain={told['waited']}"
        f" tasks={found['tasks']}"
        f" tally-rows={found['rows']} figures={found['figures']} differing={found['differing']}"
        f" difference={found['difference']} deadlocks={found['deadlocks']} lost-updates={found['lost']}"
        f" errors={found['errors']}",
        flush=True,
    )
    return sum(found[name] for name in ("differing", "difference", "deadlocks", "lost", "errors"))


def all_written(asked, url, folder):
    """What every writer told, and what was compared while they wrote."""
    words = [f"--{name}={getattr(asked, name)}" for name in ("changes", "writers", "days", "seed")]
    command = [sys.executable, "-m", HERE, *words]
    found = {"compared": 0, "settled": 0, "waited": 0, "difference": 0}
    versions = dict(db.session.execute(sa.select(Task.id, Task.version)).all())
    entries = db.session.scalar(sa.select(sa.func.count(AuditEntry.id)))
    db.session.rollback()
    with ExitStack() as stack:
        outputs = [stack.enter_context((folder / f"writer-{each}").open("w+")) for each in range(asked.writers)]
        writers = [
            subprocess.Popen([*command, f"--write={number},{url},{folder}"], stdout=output)
            for number, output in enumerate(outputs)
        ]
        for each in writers:
            stack.callback(each.kill)  # none of them outlives a fault of ours
        while any(each.poll() is None for each in writers):
            look_on(found)
            time.sleep(0.5)
        assert all(each.returncode == 0 for each in writers), "a writer broke down"
        told = [json.loads((folder / f"writer-{each}").read_text()) for each in range(asked.writers)]
    return {**found, "told": told, "versions": versions, "entries": entries}


def look_on(found):
    """Put together and compare; on SQLite so many writers may keep the lock for longer than one waits for it."""
    try:
        found["settled"] += settle_tallies()
    except OperationalError:
        found["waited"] += 1
    db.session.rollback()
    found["difference"] += len(differences(db.session()))
    found["compared"] += 1
    db.session.rollback()


def after(asked, told):
    """What is true when everybody has gone."""
    session = db.session()
    writers = told["told"]
    changes = [tuple(each) for writer in writers for each in writer["changes"]]
    rows, tasks = how_many(session)
    figures, differing = compare_figures(session, asked.days)
    broken = [each for writer in writers for each in writer["errors"]]
    deadlocks = sum("deadlock" in each.lower() for each in broken)
    if db.engine.dialect.name == "postgresql":
        counted = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        deadlocks = max(deadlocks, session.scalar(sa.text(counted)))
    return {
        "changes": len(changes),
        "refused": sum(writer["refused"] for writer in writers),
        "stale": sum(writer["stale"] for writer in writers),
        "rows": rows,
        "tasks": tasks,
        "figures": figures,
        "differing": differing,
        "difference": told["difference"] + sum(abs(each["n"]) for each in differences(session)),
        "deadlocks": deadlocks,
        "lost": lost(session, changes, told),
        "errors": len(broken),
    }


def lost(session, changes, told):
    """Changes that left no trace: each grows its task's version by one, from a version of its own, with one entry."""
    twice = sum(n - 1 for n in Counter(changes).values())
    grown = 0
    wanted = Counter(task_id for task_id, _version in changes)
    for task_id, version in session.execute(sa.select(Task.id, Task.version)):
        grown += abs(version - told["versions"].get(task_id, 1) - wanted[task_id])
    entries = session.scalar(sa.select(sa.func.count(AuditEntry.id))) - told["entries"]
    return twice + grown + abs(entries - len(changes))


def compare_figures(session, days):
    """How many figures were asked of the tallies and of the tasks, and how many of them differ."""
    centre = session.scalar(sa.select(Organization.id).where(Organization.parent_id.is_(None)))
    parents = dict(session.execute(sa.select(Organization.id, Organization.parent_id)).all())
    quarters = session.scalars(sa.select(Task.quarter).distinct()).all()
    asked = differing = 0
    for day in range(days + 1):
        view = almanac(session, centre, START + timedelta(days=day)).view
        for quarter in quarters:
            own = own_figures(session, parents, quarter, view)
            through = figures_through_children(session, centre, quarter, view)
            of_tasks = figures_of_tasks(session, quarter, view)
            above = Counter()
            for organization_id, counted in of_tasks.items():
                above.update({(child_below(organization_id, centre, parents), name): n for name, n in counted.items()})
            for organization_id in parents:
                for name in NAMES:
                    asked += 1
                    differing += own.get(organization_id, {}).get(name, 0) != of_tasks.get(organization_id, {}).get(
                        name, 0
                    )
            for child in (each for each, parent in parents.items() if parent == centre):
                for name in NAMES:
                    asked += 1
                    differing += through.get(child, {}).get(name, 0) != above[child, name]
    return asked, differing


def child_below(organization_id, centre, parents):
    """Through which child of the centre a committee is seen."""
    while parents[organization_id] not in {None, centre}:
        organization_id = parents[organization_id]
    return organization_id


def figures_of_tasks(session, quarter, view):
    """The figures of each committee, by the conditions of the lists."""
    columns = [sa.func.count(sa.case((within(Slice(name), view), 1))).label(name) for name in NAMES]
    rows = session.execute(
        sa.select(Task.organization_id, *columns).where(Task.quarter == quarter).group_by(Task.organization_id)
    )
    return {row.organization_id: {name: getattr(row, name) for name in NAMES} for row in rows}


def writer(asked, number, url, folder):
    """One of the writers, in a process of its own."""
    with application(url, folder):
        share = -(-asked.changes // asked.writers)
        told = write(share, seed=f"{asked.seed}:{number}", days=asked.days, quarter=str(Quarter.of(START.date())))
    print(json.dumps(told))
    return 0


@contextmanager
def application(url, folder):
    with create_app(settings(url, folder)).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
