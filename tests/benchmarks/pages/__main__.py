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
from pathlib import Path

from tests.benchmarks.pages import databases
from tests.benchmarks.pages.aims import OVERVIEW, told, told_of_overviews, told_of_processes
from tests.benchmarks.pages.driving import Visit, drive
from tests.benchmarks.pages.scene import Scene
from tests.benchmarks.pages.serving import megabytes, processor_seconds, seconds_to_the_first_page, serving
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
    settings = databases.settings(url, folder)
    scene = stack.enter_context(_scene(settings))
    pages = list(scene.pages(asked.page or PAGES))
    scripts = folder / "scripts"
    scripts.write_bytes(pickle.dumps({each.name: each.scripts for each in pages}))
    database = databases.processes(url)
    tasks, name = scene.tasks(), databases.engine_of(url)
    cold = [seconds_to_the_first_page(PRODUCT, settings, pages[0].visits[0]) for _round in range(asked.rounds)]
    with (
        serving(PRODUCT, settings) as product,
        serving(TWIN, {**settings, SCRIPTS: str(scripts)}) as twin,
    ):
        found = {}
        for page in pages:
            scene.put_back(page)
            sides = (scene, product, twin, database)
            found[page.name] = [_round(asked, page, *sides) for _number in range(asked.rounds)]
            print(told(name, tasks, page, found[page.name], weigh(page, product.port)), flush=True)
        memory = [megabytes(worker) for worker in product.workers]
    if "board" in found and OVERVIEW.keys() & found.keys():
        print(told_of_overviews(name, tasks, found))
    print(told_of_processes(name, tasks, statistics.median(cold), memory), flush=True)


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


def _round(asked, page, scene, product, twin, database):
    """The product, then the twin: processor seconds a request, and the answers."""
    found = []
    for server, visits in ((product, page.visits), (twin, _of_the_twin(page))):
        drive(server.port, visits, max(len(visits), asked.requests // 10), asked.connections)
        roots = [server.pid, *database]
        before = processor_seconds(roots)
        run = drive(server.port, visits, asked.requests, asked.connections)
        found.append(((processor_seconds(roots) - before) / len(run.answers), run))
        scene.put_back(page)
    return found


def _of_the_twin(page):
    """The same forms go to it; it knows nobody and needs no version."""
    return [
        Visit(f"/{page.name}/{number}", form=each.form, task_id=each.task_id) for number, each in enumerate(page.visits)
    ]


if __name__ == "__main__":
    sys.exit(main())
