"""What a room hands to the scheduler: a name, how often, and one function."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Job:
    """One short, repeatable piece of work; running it twice at once must do no harm."""

    name: str
    every_seconds: int
    run: Callable[[], None]
