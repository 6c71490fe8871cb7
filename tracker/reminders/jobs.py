"""What the scheduler runs for reminders."""

from tracker.core import clock
from tracker.core.jobs import Job
from tracker.reminders.actions import queue_due
from tracker.reminders.unreached import tell_of_unreached


def queue_reminders() -> None:
    """Write down what has fallen due. Running it often, or twice at once, changes nothing."""
    queue_due(clock.now())


def tell_the_office() -> None:
    """Tell the office of people over a task whom no mail reaches."""
    tell_of_unreached(clock.now())


JOBS = (
    Job(name="queue-due", every_seconds=0, run=queue_reminders, by_the_clock=True),
    Job(name="tell-the-office", every_seconds=60, run=tell_the_office, by_the_clock=True),
)
