"""What a room hands to the scheduler: a name, how often, and one function."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Job:
    """One short, repeatable piece of work; running it twice at once must do no harm.

    `by_the_clock`: it writes down what a moment brings, and so must not run by a clock that is known to be wrong.
    """

    name: str
    every_seconds: int
    run: Callable[[], None]
    by_the_clock: bool = False


def always(_job: Job) -> bool:
    """Every job may run."""
    return True
