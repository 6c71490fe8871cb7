"""The demo as processes: it answers, it tells where, and however it ends nothing of it is left."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tracker.core.paths import ROOT

# The demo with one organization in place of its months of work, which have tests of their own.
PROGRAM = """
import sys
from datetime import date
from tracker.commands.demo import run_demo
from tracker.core.database import transaction
from tracker.demo import actions
from tracker.organizations.models import Level, Organization

def load(now):
    with transaction() as session:
        session.add(Organization(name="Đảng ủy xã", short_name="Xã", level=Level.COMMUNE, valid_from=date(2025, 7, 1)))

actions.load = load
sys.exit(run_demo())
"""
# A script that starts it in the background has made it deaf to Ctrl-C.
DEAF = """trap '' INT; exec "$0" "$@" """
LAST_LINE = "Ctrl-C stops it"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """A started demo, in a session of its own as a terminal would give it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        environment = {
            key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "BASE_URL", "HOST"}
        }
        self.process = subprocess.Popen(
            ["sh", "-c", DEAF, sys.executable, "-u", "-c", PROGRAM],
            cwd=ROOT,
            env={**environment, "DATA_DIR": str(folder), "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""

    def wait_until_it_runs(self) -> None:
        for line in self.process.stdout:
            self.said += line
            if LAST_LINE in line:
                return
        raise AssertionError(self.said)

    def end(self) -> int:
        """Wait for the end; the exit code. What was said on the way is kept."""
        self.said += self.process.communicate(timeout=30)[0]
        return self.process.returncode

    def answers(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in", timeout=10) as answer:
            return answer.status

    def processes(self) -> list[int]:
        """Every process that was started with this demo's folder in its environment, whoever its parent is now."""
        return [int(each.name) for each in Path("/proc").glob("[0-9]*") if self._owns(each)]

    def _owns(self, process: Path) -> bool:
        try:
            dead = (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
            return not dead and f"DATA_DIR={self.folder}\0".encode() in (process / "environ").read_bytes()
        except OSError:  # it ended while we looked, or is not ours
            return False

    def is_gone(self) -> bool:
        """Whether nothing is left, within a few seconds."""
        for _ in range(100):
            if not self.processes():
                return True
            time.sleep(0.1)
        return False


@pytest.fixture
def start(tmp_path):
    """Starts demos in one folder; kills what a failing test left."""
    started = []

    def starting(port: int | None = None) -> Demo:
        demo = Demo(tmp_path, port or free_port())
        started.append(demo)
        return demo

    yield starting
    for demo in started:
        for process_id in demo.processes():
            os.kill(process_id, signal.SIGKILL)
        demo.process.communicate()


def test_a_whole_day_of_the_demo(start):
    """It starts four programs each time, so the ways to use it are one walk."""
    first = start()
    first.wait_until_it_runs()
    tells_where_and_with_which_accounts(first)
    refuses_in_one_line(start(first.port), f"Port {first.port} cannot be used")
    refuses_in_one_line(start(), "already runs")
    assert first.answers() == 200
    first.process.terminate()
    assert first.end() == 0
    leaves_nothing(first)
    assert "Filling the demo" in first.said

    second = start()
    second.wait_until_it_runs()
    assert "Filling" not in second.said
    os.killpg(second.process.pid, signal.SIGINT)  # what Ctrl-C in a terminal does
    assert second.end() == 0
    leaves_nothing(second)


def test_killed_without_a_word_it_leaves_nothing(start):
    demo = start()
    demo.wait_until_it_runs()
    demo.process.kill()
    demo.process.wait()
    leaves_nothing(demo)


def test_a_part_that_dies_ends_the_whole_with_a_clear_line(start):
    demo = start()
    demo.wait_until_it_runs()
    children = Path(f"/proc/{demo.process.pid}/task/{demo.process.pid}/children").read_text().split()
    os.kill(int(children[-1]), signal.SIGKILL)
    assert demo.end() == 1
    assert demo.said.rstrip().endswith("ended with code -9; the demo stops")
    leaves_nothing(demo)


def tells_where_and_with_which_accounts(demo: Demo) -> None:
    address = f"http://127.0.0.1:{demo.port}"
    assert f"The demo runs at {address}\n" in demo.said
    assert f"{address}/mailbox" in demo.said
    assert "password: " in demo.said
    assert demo.said.count(".example") >= 4
    assert len(demo.processes()) >= 4  # itself, the scheduler, the web server and its workers


def refuses_in_one_line(demo: Demo, said: str) -> None:
    assert demo.end() == 1
    assert len(demo.said.splitlines()) == 1
    assert said in demo.said


def leaves_nothing(demo: Demo) -> None:
    assert demo.is_gone()
    assert "Traceback" not in demo.said
