"""What the scheduler runs for reminders."""

from tracker.core import clock
from tracker.core.jobs import Job
from tracker.reminders.actions import queue_due


def queue_reminders() -> None:
    """Write down what has fallen due. Running it often, or twice at once, changes nothing."""
    queue_due(clock.now())


JOBS = (Job(name="queue-due", every_seconds=0, run=queue_reminders, by_the_clock=True),)
