"""Which fault is tried at which place. A place is left out only for a reason that is given here."""

import os

from tracker.commands.faults import PLACES, faults_of

FULL = os.environ.get("FAULTS") == "full"
"""Whether every fault is tried at its full size, as `tracker faults` does."""

SQLITE, POSTGRESQL, WORKERS = PLACES

FAULTS = range(1, 37)

NOT_TRIED = {
    (20, POSTGRESQL): "the file and the disk are the database server's own; what is left for us is F19",
    (20, WORKERS): "the file and the disk are the database server's own; what is left for us is F19",
    (23, WORKERS): "which lines fall due on which day is decided before anybody sends",
}
"""By fault and place: why it makes no sense there."""


def places_of(module):
    """Where the trials of a module make sense; what is no fault needs no workers."""
    if not faults_of(module):
        return [SQLITE, POSTGRESQL]
    return [place for place in PLACES if all((fault, place) not in NOT_TRIED for fault in faults_of(module))]


def choices_of(item):
    """With what a test was parametrized."""
    return item.callspec.params if hasattr(item, "callspec") else {}


def place_of(item):
    """Where one test is tried; empty where it needs no database."""
    chosen = choices_of(item)
    engine = WORKERS if chosen.get("driver") == "workers" else chosen.get("engine_name", "")
    return chosen.get("place", engine)


def gaps(tried):
    """What is wrong with `tried`, pairs of a fault and a place: what is missing, and reasons that no longer hold."""
    wanted = {(fault, place) for fault in FAULTS for place in PLACES}
    missing = wanted - tried - NOT_TRIED.keys()
    tried_after_all = tried & NOT_TRIED.keys()
    return [
        *(f"F{fault:02d} is not tried at {place}, and nobody says why" for fault, place in sorted(missing)),
        *(
            f"F{fault:02d} is tried at {place}, and a reason says that it is not"
            for fault, place in sorted(tried_after_all)
        ),
    ]
