"""`tracker bench tallies`: writers really write, and a tally that is wrong is told."""

import re
import subprocess
import sys

from tracker.core.paths import ROOT


def test_writers_at_once_leave_tallies_that_are_true():
    small = ["--engine=sqlite", "--changes=30", "--writers=2", "--days=4", "--tasks=8"]
    command = [sys.executable, "-m", "tracker.cli", "bench", "tallies", *small]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    told = dict(each.split("=") for each in done.stdout.split())
    assert told["changes"] == "30"
    assert int(told["compared-meanwhile"]) > 0
    assert int(told["figures"]) > 1000
    nothing = ("differing", "difference", "deadlocks", "lost-updates", "errors")
    assert {name: told[name] for name in nothing} == dict.fromkeys(nothing, "0")
    assert re.fullmatch(r"\d+", told["tally-rows"])
