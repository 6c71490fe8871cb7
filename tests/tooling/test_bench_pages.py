"""`tracker bench pages` really serves, asks and tells; what the figures are is another matter."""

import re
import subprocess
import sys

from tracker.core.paths import ROOT

NUMBER = r"\d+(\.\d+)?"
LINE = re.compile(
    rf"engine=sqlite tasks=\d+ page=(\w+) cpu={NUMBER} ms twin={NUMBER} ms ratio={NUMBER} \(.+?\)"
    rf" p50={NUMBER} ms p95={NUMBER} ms rate={NUMBER}/s twin={NUMBER}/s queries=(\d+) twin=(\d+)"
    rf" first={NUMBER} KB \(.+?\) after={NUMBER} KB \(.+?\) rounds=2"
)
PROCESSES = re.compile(
    rf"engine=sqlite tasks=\d+ first-page={NUMBER} s \(aim.+?\) worker={NUMBER} MB \(aim.+?\) its-own-share={NUMBER} MB"
)


def test_each_page_is_told_in_a_line_beside_its_twin():
    wanted = ["board", "update", "province"]
    command = [sys.executable, "-m", "tracker.cli", "bench", "pages", "--engine=sqlite", "--tasks=120", "--rounds=2"]
    command += ["--requests=6", *(f"--page={each}" for each in wanted)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    *lines, overviews, processes = done.stdout.splitlines()
    told = [LINE.fullmatch(line) for line in lines]
    assert all(told), lines
    assert [each[1] for each in told] == wanted
    for each in told:
        asked, of_the_twin = map(int, re.findall(r" (?:queries|twin)=(\d+)(?= )", each[0])[-2:])
        assert asked > of_the_twin > 0  # the sign-in's are not the twin's
    assert re.fullmatch(rf"engine=sqlite tasks=\d+ p95-to-board province={NUMBER} \(aim <=2 \w+\)", overviews)
    assert PROCESSES.fullmatch(processes), processes
