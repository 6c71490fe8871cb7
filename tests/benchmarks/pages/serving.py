"""Servers in processes of their own, and what they cost the processor: theirs and the database's."""

import http.client
import os
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.pages.driving import HOST
from tests.browser.product import ROOT, free_port
from tracker.commands.serve import web_command

THREADS = 8
PATIENCE = 60
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    pid: int
    port: int

    @property
    def workers(self) -> list[int]:
        return children(self.pid)


@contextmanager
def serving(what, settings, *, workers=2, until=None):
    """`what` under gunicorn; stopped afterwards. `until`: the visit whose answer is waited for.

    What the first start compiles is kept beside the database: a process may be cold, an installed program is not.
    """
    port = free_port()
    command = web_command(bind=f"127.0.0.1:{port}", workers=workers, threads=THREADS)
    command[command.index("tracker.app:create_app()")] = what
    process = subprocess.Popen(
        command, cwd=ROOT, env=compiled_code(settings) | {name: str(value) for name, value in settings.items()}
    )
    try:
        wait(process, port, until)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def compiled_code(settings) -> dict[str, str]:
    """The environment, with a place for compiled code whatever it says about that."""
    kept = dict(os.environ)
    if kept.pop("PYTHONDONTWRITEBYTECODE", None) is None:
        return kept
    return kept | {"PYTHONPYCACHEPREFIX": str(Path(settings["DATA_DIR"]) / "compiled")}


def seconds_to_the_first_page(what, settings, visit) -> float:
    """From the start of the process to the first answer, with one worker."""
    began = time.perf_counter()
    with serving(what, settings, workers=1, until=visit):
        return time.perf_counter() - began


def wait(process, port, visit):
    end = time.monotonic() + PATIENCE
    path, cookie = (visit.path, visit.cookie) if visit else ("/healthz", "")
    while not answers(port, path, cookie):
        if time.monotonic() > end or process.poll() is not None:
            raise AssertionError(f"the server at {port} did not answer")
        time.sleep(0.01)


def answers(port, path, cookie):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Cookie": cookie, "Host": HOST})
        status = connection.getresponse().status
    except OSError:
        return False
    finally:
        connection.close()
    assert status == 200, path
    return True


def children(pid) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in listed]


def processor_seconds(roots) -> float:
    """What these processes and all below them have used so far; those that ended count with their parent."""
    return sum(_ticks(pid) for root in roots for pid in [root, *children(root)]) / TICKS


def _ticks(pid) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(int(each) for each in stat[11:15])  # utime, stime, and those of children that have ended


def megabytes(pid) -> tuple[float, float]:
    """A process's memory: its share of what it has in common with others counted in (PSS), and all it sees (RSS)."""
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value, *_unit = line.split()
        found[name] = int(value)
    return found["Pss:"] / 1024, found["Rss:"] / 1024
