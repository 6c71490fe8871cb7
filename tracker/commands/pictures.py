"""Taking the pictures of the documents anew; the browser's part stands with the browser tests."""

import subprocess
import sys

from tracker.core.paths import ROOT


def take() -> int:
    """Pictures of every page, at the width of a desk and of a phone, into docs/screenshots."""
    command = [sys.executable, "-m", "tests.browser.screenshots"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode
