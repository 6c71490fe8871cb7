"""What the scheduler does for the tallies."""

from tracker.core.jobs import Job
from tracker.tallies.settling import settle_tallies


def settle() -> None:
    """Put together what has changed."""
    settle_tallies()


JOBS = (Job(name="settle tallies", every_seconds=60, run=settle),)
