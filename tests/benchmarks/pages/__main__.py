"""What each page costs, as ratios to a bare twin that runs beside it.

    python -m tracker bench pages

Both are started under gunicorn with two workers and asked in turns, A B A B; a ratio is the median of the rounds.
Seconds differ between machines and, on one machine, between hours: the processor's time of the workers and the
database together, and the ratios, are what to look at.
"""

import argparse
import pickle
import statistics
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.pages import databases
from tests.benchmarks.pages.aims import OVERVIEW, told, told_of_growth, told_of_overviews, told_of_processes
from tests.benchmarks.pages.driving import Visit, drive
from tests.benchmarks.pages.scene import Scene
from tests.benchmarks.pages.serving import Server, megabytes, processor_seconds, seconds_to_the_first_page, serving
from tests.benchmarks.pages.twin import SCRIPTS
from tests.benchmarks.pages.weight import weigh
from tracker.app import create_app
from tracker.core.database import db

PAGES = ("board", "list", "task", "update", "province", "nation")
ENGINES = ("postgresql", "sqlite")
PRODUCT, TWIN = "tracker.app:create_app()", "tests.benchmarks.pages.twin:create_app()"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="tracker bench pages", description="Pages beside a bare twin, as ratios.")
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--tasks", type=int, default=10_000, help="about so many in all (%(default)s)")
    parser.add_argument("--database", help="the address of a database that `demo generate` has filled, instead")
    parser.add_argument("--beside", help="the address of a smaller one, asked in turns: how much a page has grown")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=200, help="in each round (%(default)s)")
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--page", action="append", choices=PAGES)
    asked = parser.parse_args(arguments)
    for engine in [""] if asked.database else asked.engine or ENGINES:
        with ExitStack() as stack:
            measure(asked, engine, stack)
    return 0


def measure(asked, engine_name, stack):
    """One line for each page of one database, and one about the processes."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pages-")))
    url = asked.database or databases.filled(engine_name, asked.tasks, folder, stack)
    settings, name = databases.settings(url, folder), databases.engine_of(url)
    scene = stack.enter_context(_scene(settings))
    pages = list(scene.pages(asked.page or PAGES))
    starts = [seconds_to_the_first_page(PRODUCT, settings, pages[0].visits[0]) for _round in range(asked.rounds + 1)]
    sides = [_product(settings, scene, pages, stack), _twin(settings, scene, pages, folder, stack)]
    if asked.beside:
        sides.append(_smaller(asked, folder, stack))
    tasks, found = scene.tasks(), {}
    for page in pages:
        rounds = [[_run(asked, page.name, side) for side in sides] for _number in range(asked.rounds)]
        found[page.name] = rounds
        print(told(name, tasks, page, rounds, weigh(page, sides[0].server.port)), flush=True)
        if asked.beside:
            print(told_of_growth(name, tasks, sides[2].scene.tasks(), page, rounds), flush=True)
    memory = [megabytes(worker) for worker in sides[0].server.workers]
    if "board" in found and OVERVIEW.keys() & found.keys():
        print(told_of_overviews(name, tasks, found))
    print(told_of_processes(name, tasks, statistics.median(starts[1:]), memory), flush=True)


@dataclass(frozen=True)
class Side:
    """A server that is asked in its turn, with what it is asked for by page, and whose processor's time is its own."""

    server: Server
    visits: dict
    scene: Scene
    pages: dict
    roots: list


def _product(settings, scene, pages, stack):
    server = stack.enter_context(serving(PRODUCT, settings))
    by_name = {page.name: page for page in pages}
    roots = [server.pid, *databases.processes(settings["DATABASE_URL"])]
    return Side(server, {name: page.visits for name, page in by_name.items()}, scene, by_name, roots)


def _twin(settings, scene, pages, folder, stack):
    scripts = folder / "scripts"
    scripts.write_bytes(pickle.dumps({each.name: each.scripts for each in pages}))
    server = stack.enter_context(serving(TWIN, {**settings, SCRIPTS: str(scripts)}))
    visits = {page.name: _of_the_twin(page) for page in pages}
    roots = [server.pid, *databases.processes(settings["DATABASE_URL"])]
    return Side(server, visits, scene, {page.name: page for page in pages}, roots)


def _smaller(asked, folder, stack):
    """The product once more, on a smaller database that is filled if it is empty: what grows is seen beside it."""
    settings = databases.settings(asked.beside, folder)
    databases.fill_if_empty(settings, asked.tasks)
    scene = stack.enter_context(_scene(settings))
    return _product(settings, scene, list(scene.pages(asked.page or PAGES)), stack)


@contextmanager
def _scene(settings):
    """The application in this process, its connections closed at the end."""
    app = create_app(settings)
    try:
        yield Scene(app)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _run(asked, name, side):
    """One side's turn: processor seconds a request, and the answers."""
    visits, port = side.visits[name], side.server.port
    side.scene.put_back(side.pages[name])
    drive(port, visits, max(len(visits), asked.requests // 10), asked.connections)
    before = processor_seconds(side.roots)
    run = drive(port, visits, asked.requests, asked.connections)
    used = processor_seconds(side.roots) - before
    side.scene.put_back(side.pages[name])
    return used / len(run.answers), run


def _of_the_twin(page):
    """The same forms go to it; it knows nobody and needs no version."""
    return [
        Visit(f"/{page.name}/{number}", form=each.form, task_id=each.task_id) for number, each in enumerate(page.visits)
    ]


if __name__ == "__main__":
    sys.exit(main())
