"""`tracker faults`: the faults of tests/faults at their full size, and one line for each promise at each place."""

import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.commands.suite import balance_of
from tracker.core.paths import ROOT

TESTS = "tests/faults"
HOUR = 3600
PLACES = ("sqlite", "postgresql", "postgresql-workers")
"""An engine with the scheduler as sender; and PostgreSQL with workers of a queue as senders."""

PROMISES: dict[str, tuple[str, frozenset[int]]] = {
    "P1": ("no due reminder is lost", frozenset({*range(1, 21), *range(26, 30), 31, 32, 34})),
    "P2": ("the number of senders does not matter", frozenset({21})),
    "P3": ("after an outage one mail each, the rest explained", frozenset({22, 23, 24})),
    "P4": ("the books balance", frozenset()),
    "P12": ("it says when it is not reminding", frozenset({16, 30})),
    "P13": ("many lines are few mails, the limit is kept", frozenset({25, 33})),
    "P14": ("the tests bite", frozenset({35})),
}
"""By name: what is promised, and the faults whose tests prove it."""

KEPT, BROKEN, NOT_TRIED = "kept", "BROKEN", "NOT TRIED"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One test at one place: the numbers of its faults, what it told, and what its books came to."""

    name: str
    faults: frozenset[int]
    place: str
    passed: bool
    seconds: float
    figures: tuple[tuple[str, str], ...]  # for which promise, and the line
    books: tuple[str, ...]


def run(arguments: Sequence[str]) -> int:
    """Run the faults with further `arguments` of pytest; 0 when every promise that was tried was kept."""
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--timeout={HOUR}", f"--junitxml={report}"]
        command += arguments if any(each.startswith(TESTS) for each in arguments) else [TESTS, *arguments]
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, "FAULTS": "full"}, check=False).returncode
        trials = read(report)
    lines = [*_told(trials), "", *table(trials), "", *promises(trials)]
    print("\n".join(lines), f"\n{len(trials)} trials in {time.monotonic() - began:.0f} s", flush=True)
    return 1 if code or any(BROKEN in line for line in lines) else 0


def read(report: Path) -> list[Trial]:
    """The trials in a report of pytest; none if it wrote none."""
    if not report.exists():
        return []
    told = ET.parse(report)  # noqa: S314 - pytest wrote it a moment ago
    return [_trial(case) for case in told.iter("testcase") if case.find("skipped") is None]


def faults_of(module: str) -> frozenset[int]:
    """The numbers in a module's name: test_f11_random_kills, test_f01_to_f10_killed_at_a_step."""
    numbers = [int(each) for each in re.findall(r"(?<=_f)\d\d", module)]
    if len(numbers) > 1 and "_to_" in module:
        return frozenset(range(numbers[0], numbers[-1] + 1))
    return frozenset(numbers)


def promises(trials: Sequence[Trial]) -> list[str]:
    """For each promise and place one line: kept, BROKEN or NOT TRIED, and the figures that were told for it."""
    return [
        _promise(name, words, faults, place, [trial for trial in trials if trial.place == place])
        for name, (words, faults) in PROMISES.items()
        for place in PLACES
    ]


def table(trials: Sequence[Trial]) -> list[str]:
    """The faults that were tried, each with the seconds it took at each place."""
    names = sorted({_name(trial.faults) for trial in trials if trial.faults})
    head = f"{'':8}" + "".join(f"{place:>20}" for place in PLACES)
    return [head, *(f"{name:8}" + "".join(_cell(name, place, trials) for place in PLACES) for name in names)]


def _cell(name: str, place: str, trials: Sequence[Trial]) -> str:
    there = [trial for trial in trials if trial.place == place and _name(trial.faults) == name]
    if not there:
        return f"{'-':>20}"
    failed = "" if all(trial.passed for trial in there) else "FAILED "
    return f"{failed}{sum(trial.seconds for trial in there):.1f} s".rjust(20)


def _name(faults: frozenset[int]) -> str:
    """How a fault is called: F11, or F01-F10 for those that are tried together."""
    return "-".join(f"F{number:02d}" for number in sorted({min(faults), max(faults)}))


def _promise(name: str, words: str, faults: frozenset[int], place: str, trials: Sequence[Trial]) -> str:
    about = [trial for trial in trials if trial.faults & faults or not faults]
    books = [each for trial in about for each in trial.books] if not faults else []
    kept = all(trial.passed for trial in about) if faults else all(each.endswith(" 0") for each in books)
    word = NOT_TRIED if not about else KEPT if kept else BROKEN
    figures = [line for trial in about for promise, line in trial.figures if promise == name]
    figures += [line.removeprefix("P4: ") for line in balance_of(books)]
    tried = {number for trial in about for number in trial.faults & faults}
    some = f"faults={len(tried)}/{len(faults)}" if about and faults else ""
    return f"{name:4}{place:19} {word:9} {some:13} {'; '.join(figures) or words}"


def _told(trials: Sequence[Trial]) -> list[str]:
    """What each trial told besides, and the names of those that failed."""
    told = defaultdict[str, list[str]](list)
    for trial in trials:
        told[trial.place] += [line for promise, line in trial.figures if not promise]
    lines = [f"    {place:19} {line}" for place in PLACES for line in sorted(told[place])]
    return [*lines, *(f"FAILED {trial.name}" for trial in trials if not trial.passed)]


def _trial(case: ET.Element) -> Trial:
    properties = [(each.get("name", ""), each.get("value", "")) for each in case.iter("property")]
    told = [value.split("|", 1) for name, value in properties if name == "faults"]
    return Trial(
        name=f"{case.get('classname')}::{case.get('name')}",
        faults=faults_of(case.get("classname", "")),
        place=next((value for name, value in properties if name == "place"), ""),
        passed=case.find("failure") is None and case.find("error") is None,
        seconds=float(case.get("time", 0)),
        figures=tuple((promise, line) for promise, line in told),
        books=tuple(value for name, value in properties if name == "books"),
    )
