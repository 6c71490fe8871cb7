"""Where the tests keep what they write: in memory where there is room for it, for on a disk each commit waits.

Nothing of it outlives the tests, and none of them pulls the plug of the machine.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free there; in a container it may be small."""


def has_room() -> bool:
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM


def keep_temporary_files() -> None:
    """Make it the folder of temporary files, for this process and those it starts, unless another one is wanted."""
    if "TMPDIR" not in os.environ and has_room():
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # ask the environment again
