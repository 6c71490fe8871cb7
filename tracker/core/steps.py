"""Places where a rehearsal may kill the process, as a power cut would: FAULT="name:probability".

Unset, which is how a product runs, `step` does nothing. The fault tests set it in the worker they start.
"""

import os
import random
import signal

_NAME, _, _PROBABILITY = os.environ.get("FAULT", "").partition(":")
_CHANCE = float(_PROBABILITY or 0)


def step(name: str) -> None:
    """Say that the work has come to `name`; in a rehearsal of that step, perhaps die there."""
    if name == _NAME and random.random() < _CHANCE:  # noqa: S311 - no secret hangs on it
        os.kill(os.getpid(), signal.SIGKILL)
