"""The clock: a job that fails is woken again, and a stop waits for the mail in hand, in processes of their own."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from flask import Flask

from tracker import scheduler
from tracker.core import clock
from tracker.core.jobs import Job
from tracker.mail.pulse import Pulse

ROOT = Path(scheduler.__file__).parent.parent

PROGRAM = """
import logging, sys, time
from flask import Flask
from tracker import scheduler
from tracker.core.jobs import Job
from tracker.mail.jobs import stopping

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stdout)
logging.getLogger("apscheduler").setLevel(logging.WARNING)
app = Flask("clock")
app.config["TICK_SECONDS"] = 0.1
app.config["JOB_LIMIT_SECONDS"] = 1

def say(text):
    print(text, flush=True)

{jobs}

scheduler.run_until_stopped(app, JOBS)
say("ended")
"""

FAILING = """
def fail():
    say("failing")
    raise ValueError("a job that always fails")

JOBS = (Job(name="failing", every_seconds=0, run=fail), Job(name="other", every_seconds=0, run=lambda: say("other")))
"""

SENDING = """
def send():
    for number in range(100):
        if stopping.is_set():
            say(f"no mail after {number}")
            return
        say(f"begin {number}")
        time.sleep(0.2)
        say(f"end {number}")

JOBS = (Job(name="deliver", every_seconds=0, run=send),)
"""


HANGING = """
def hang():
    say("hanging")
    time.sleep(1000)

JOBS = (Job(name="hanging", every_seconds=0, run=hang), Job(name="other", every_seconds=0, run=lambda: None))
"""

DYING = """
def die():
    raise SystemExit("a job that ends more than itself")

JOBS = (Job(name="dying", every_seconds=0, run=die),)
"""

MOVING = """
from tracker.core import progress

def move():
    for number in range(40):
        progress.tell("moving", number, 40)
        time.sleep(0.1)
    say("moved")

JOBS = (Job(name="moving", every_seconds=0, run=move),)
"""

FORGOTTEN = """
from apscheduler.schedulers.background import BackgroundScheduler

BackgroundScheduler._main_loop = lambda self: say("the waking thread is gone")

JOBS = (Job(name="forgotten", every_seconds=0, run=lambda: None),)
"""


@pytest.fixture
def started():
    """Starts a scheduler in a process of its own; none is left behind."""
    processes = []

    def start(jobs):
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", PROGRAM.replace("{jobs}", jobs)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def read_until(process, *lines, times=1):
    """What is said until each of these lines has come so many times."""
    read = []
    for each in process.stdout:
        read.append(each.rstrip("\n"))
        if all(read.count(line) >= times for line in lines):
            return read
    raise AssertionError(f"{lines} did not come: {read}")


def test_a_job_that_raises_is_logged_whole_and_woken_again(started):
    process = started(FAILING)
    lines = read_until(process, "failing", "other", times=3)
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert rest.endswith("ended\n")
    everything = [*lines, *rest.splitlines()]
    assert "ERROR Job failing failed" in everything
    assert "ValueError: a job that always fails" in everything


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_the_mail_in_hand_and_begins_no_other(started, told):
    process = started(SENDING)
    read_until(process, "begin 1")
    process.send_signal(told)
    rest, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    lines = rest.splitlines()
    assert lines.index("end 1") < lines.index("no mail after 2")
    assert "begin 2" not in lines
    assert lines[-2:] == ["INFO Scheduler stopped", "ended"]


@pytest.mark.parametrize(
    ("jobs", "why"),
    [
        (HANGING, "CRITICAL The process ends: job hanging has not moved for 1 s more than it may take"),
        (DYING, "CRITICAL The process ends: job dying died of SystemExit"),
        (FORGOTTEN, "CRITICAL The process ends: job forgotten was not woken for 1 s"),
    ],
    ids=["hangs", "dies", "is never woken"],
)
def test_a_process_whose_work_stands_still_ends_itself(started, jobs, why):
    process = started(jobs)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 70
    assert why in said.splitlines()


def test_long_work_that_moves_on_is_let_be(started):
    process = started(MOVING)
    read_until(process, "moved")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_the_heartbeat_tells_when_each_job_last_came_through(caplog):
    jobs = tuple(Job(name=name, every_seconds=20, run=lambda: None) for name in ("deliver", "reap"))
    pulse = Pulse(jobs)
    pulse.came_through(jobs[0])
    with caplog.at_level("INFO"):
        pulse.log()
    assert caplog.messages == ["Scheduler alive: deliver 0 s ago, reap never"]


def test_every_job_of_the_product_has_a_name_of_its_own():
    names = [job.name for job in scheduler.JOBS]
    assert names
    assert len(names) == len(set(names))


@pytest.fixture
def turn(monkeypatch):
    """Give one turn to a job whose clock is set by 23 hours before, in or after the look; answers what the job read."""

    def give(by_the_clock, *, wrong_at_first=False, in_the_look=False, in_the_job=False):
        read, right = [], clock.now()
        monkeypatch.setattr(clock, "SHIFT", timedelta(hours=23 * wrong_at_first))

        def look(_job):
            if in_the_look:
                monkeypatch.setattr(clock, "SHIFT", timedelta(hours=23 * (not wrong_at_first)))
            return True

        def work():
            if in_the_job:
                monkeypatch.setattr(clock, "SHIFT", timedelta(hours=23))
            read.append(clock.now() > right + timedelta(hours=22))

        job = Job(name="j", every_seconds=0, run=work, by_the_clock=by_the_clock)
        scheduler.run(Flask("clock"), job, Mock(), Mock(), look)
        return read

    return give


@pytest.mark.parametrize("by_the_clock", [True, False])
def test_a_clock_that_leaps_after_it_was_looked_at_is_not_written_down(turn, by_the_clock):
    """A job that writes by the clock goes on from what it said before; any other sees it as it stands."""
    before = clock.now()
    assert turn(by_the_clock, in_the_job=True) == [not by_the_clock]
    assert clock.now() > before + timedelta(hours=22), "afterwards the clock is as it stands"


@pytest.mark.parametrize("wrong_at_first", [True, False])
def test_by_a_clock_that_is_set_while_it_is_looked_at_nothing_is_written(turn, wrong_at_first):
    """Whether what was read or what was looked at is right, nobody knows: the next turn does."""
    assert turn(True, wrong_at_first=wrong_at_first, in_the_look=True) == []
    assert turn(True) == [False]
    assert turn(False, wrong_at_first=wrong_at_first, in_the_look=True) == [not wrong_at_first]
