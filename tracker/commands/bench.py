"""`tracker bench`: measurements that stand beside a bare twin in the same run, told as ratios."""

import subprocess
import sys
from collections.abc import Sequence

from tracker.core.paths import ROOT

BENCHES = {"mail": "tests.benchmarks.mail", "pages": "tests.benchmarks.pages"}


def run(arguments: Sequence[str]) -> int:
    """Run the measurement named first with the further arguments; without a name, tell which there are."""
    name, *more = arguments or [""]
    if name not in BENCHES:
        print(f"tracker bench {'|'.join(BENCHES)}", file=sys.stderr)
        return 2
    return subprocess.run([sys.executable, "-m", BENCHES[name], *more], cwd=ROOT, check=False).returncode
