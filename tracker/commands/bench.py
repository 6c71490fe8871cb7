"""`tracker bench`: measurements beside a bare twin in the same run, and what many writers at once leave behind."""

import subprocess
import sys
from collections.abc import Sequence

from tracker.core.paths import ROOT

BENCHES = {"mail": "tests.benchmarks.mail", "pages": "tests.benchmarks.pages", "tallies": "tests.benchmarks.tallies"}


def run(arguments: Sequence[str]) -> int:
    """Run the measurement named first with the further arguments; without a name, tell which there are."""
    name, *more = arguments or [""]
    if name not in BENCHES:
        print(f"tracker bench {'|'.join(BENCHES)}", file=sys.stderr)
        return 2
    return subprocess.run([sys.executable, "-m", BENCHES[name], *more], cwd=ROOT, check=False).returncode
