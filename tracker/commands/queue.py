"""The queue of the workers, where it is chosen: its package is an extra, so nothing of it is loaded before that."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from tracker.commands.safety import QUEUE
from tracker.core.jobs import Job


def hand_out_job() -> Job:
    """What the scheduler does instead of sending."""
    from tracker import workers  # noqa: PLC0415 - an extra

    return workers.HAND_OUT


def work_jobs(app: Flask, concurrency: int) -> tuple[Job, ...]:
    """What a worker does."""
    from tracker import workers  # noqa: PLC0415 - an extra

    return workers.work_jobs(app, concurrency)


def is_ready(engine: Engine, config: Mapping[str, Any]) -> bool:
    """Whether the queue is set up, or not needed."""
    if config["MAIL_DRIVER"] != QUEUE:
        return True
    from tracker import workers  # noqa: PLC0415 - an extra

    return workers.has_tables(engine)


def make(engine: Engine, config: Mapping[str, Any]) -> None:
    """Set the queue up if it is chosen."""
    if config["MAIL_DRIVER"] == QUEUE:
        from tracker import workers  # noqa: PLC0415 - an extra

        workers.make_tables(engine)
