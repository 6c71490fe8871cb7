"""Taking the pictures of the documents anew; the browser's part stands with the browser tests."""

import subprocess
import sys
from collections.abc import Sequence

from tracker.core.paths import ROOT


def take(names: Sequence[str] = ()) -> int:
    """Pictures of every page at three widths and in grey, and of every mail, into docs/screenshots.

    With `names` only those whose names begin with one of them.
    """
    command = [sys.executable, "-m", "tests.browser.screenshots", *names]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
