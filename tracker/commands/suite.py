"""`tracker test`: every check of the house, the quick ones first, and one answer at the end."""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker.core.paths import ROOT

PROGRAMS = Path(sys.executable).parent

CHECKS: dict[str, tuple[str, ...]] = {
    "ruff check": ("ruff", "check", "--quiet", "--output-format", "concise"),
    "ruff format": ("ruff", "format", "--check", "--output-format", "concise"),
    "import-linter": ("lint-imports",),
    "deptry": ("deptry", "."),
    "djlint": ("djlint", "templates", "--lint", "--quiet"),
    "pyright": ("pyright",),
    "mypy": ("mypy",),
}
SHORT = 40
"""Lines shown of a check that failed."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one check went; `output` is empty when it passed."""

    name: str
    passed: bool
    seconds: float
    output: str = ""


def run(arguments: Sequence[str], *, everything: bool = False) -> int:
    """Run the checks and pytest with `arguments`; 0 when all passed.

    Tests that are named are tried alone: somebody is at work on them. `everything` runs the checks even so.
    """
    named = [argument for argument in arguments if _is_a_path(argument)]
    results = [] if named and not everything else run_checks()
    results.append(run_pytest(arguments, together=not named))
    failed = [result.name for result in results if not result.passed]
    passed = [result.name for result in results if result.passed]
    print(f"FAILED: {', '.join(failed)}" if failed else f"All passed: {', '.join(passed)}", flush=True)
    return 1 if failed else 0


def run_checks() -> list[Result]:
    """Two at a time, in the order of `CHECKS`; each prints one line, and its words only if it failed."""
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_run_check, CHECKS))
    for result in results:
        print(f"{result.name:14} {'ok' if result.passed else 'FAILED':6} {result.seconds:5.1f} s")
    for result in results:
        if not result.passed:
            print(f"\n--- {result.name}\n{result.output}")
    sys.stdout.flush()
    return results


def run_pytest(arguments: Sequence[str], *, together: bool) -> Result:
    """Run the tests and tell which were skipped and why. `together`: three at a time, as many wait for servers."""
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        spread = ("-n", "3", "--dist", "worksteal") if together else ()
        command = [sys.executable, "-m", "pytest", "-q", *spread, f"--junitxml={report}", *arguments]
        code = subprocess.run(command, cwd=ROOT, check=False, env=_remembering()).returncode
        figures, skipped = _read(report)
    for line in figures:
        print(line)
    for reason, count in skipped.items():
        print(f"SKIPPED {count}: {reason}")
    passed = code == 0 and not (skipped and _nothing_may_be_missing())
    return Result(name="pytest", passed=passed, seconds=time.monotonic() - started)


def _run_check(name: str) -> Result:
    started = time.monotonic()
    program, *arguments = CHECKS[name]
    command = [str(PROGRAMS / program), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=_plain()
    )
    output = "" if done.returncode == 0 else _shorten(done.stdout)
    return Result(name=name, passed=done.returncode == 0, seconds=time.monotonic() - started, output=output)


def _plain() -> dict[str, str]:
    """The environment without colours, with the tools of this environment first."""
    return {**os.environ, "NO_COLOR": "1", "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', '')}"}


def _remembering() -> dict[str, str]:
    """The environment in which Python keeps what it compiled: the tests start it some hundred times."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _shorten(output: str) -> str:
    lines = output.strip().splitlines()
    more = [f"… and {len(lines) - SHORT} lines more"] if len(lines) > SHORT else []
    return "\n".join([*lines[:SHORT], *more])


def _is_a_path(argument: str) -> bool:
    return not argument.startswith("-") and (ROOT / argument.partition("::")[0]).exists()


def _read(report: Path) -> tuple[list[str], Counter[str]]:
    """The figures that house tests tell, and how many tests were skipped, by reason."""
    if not report.exists():
        return [], Counter()
    told = ET.parse(report)  # noqa: S314 - pytest wrote it a moment ago
    figures = [each.get("value", "") for each in told.iter("property") if each.get("name") == "house"]
    books = [each.get("value", "") for each in told.iter("property") if each.get("name") == "books"]
    return sorted(figures) + balance_of(books), Counter(each.get("message", "") for each in told.iter("skipped"))


def balance_of(books: Sequence[str]) -> list[str]:
    """One line over what every test with a database noted: lines owed there, and of them not accounted for."""
    if not books:
        return []
    owed, unexplained = (sum(int(each.split()[place]) for each in books) for place in (0, 1))
    return [f"P4: due - explained = {unexplained} over {len(books)} tests ({owed} lines)"]


def _nothing_may_be_missing() -> bool:
    """On the build machine a browser or a server that is missing is a fault, not a reason to skip."""
    return os.environ.get("CI", "").lower() in {"1", "true"}
