"""Sending on any number of machines: a queue of jobs in PostgreSQL. The only file that knows procrastinate.

The queue only says that there is something to do. Which mails are due, and who may send one, stands in the outbox:
a job that comes twice finds its mails taken, and one that is lost with its worker is handed out again when the
scheduler next looks. So the queue may be thrown away at any time.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import procrastinate
import sqlalchemy as sa
from flask import Flask, current_app
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager
from procrastinate.types import JSONValue
from procrastinate.worker import Worker

from tracker.core import clock
from tracker.core.database import db
from tracker.core.jobs import Job
from tracker.core.watchdog import end_process
from tracker.mail import claims
from tracker.mail import jobs as mail

log = logging.getLogger(__name__)

SCHEMA = "procrastinate"
"""Where the tables of the queue are: beside ours, so that migrations never meet them."""

PORTION = 50
"""Mails of one job: enough that connecting is a small part of it, few enough that many workers have some."""

LOOK = 5000
"""Mails handed out at one look; the next one comes soon."""

WORK_SECONDS = 2
"""How often a worker with nothing to do looks for jobs."""

SILENT_SECONDS = 60.0
"""A worker that the queue has not heard of for so long is dead, and its job is forgotten."""


def work_jobs(app: Flask, concurrency: int) -> tuple[Job, ...]:
    """What a worker's process runs: one job, which does those of the queue until none is left."""
    return (Job(name="work", every_seconds=WORK_SECONDS, run=lambda: _work(app, concurrency)),)


def hand_out() -> None:
    """Make jobs of the mails that are due and in no waiting job; forget jobs of dead workers and those of no use."""
    due = claims.find_due(clock.now(), limit=LOOK)
    asyncio.run(_hand_out(_queue(), due))


HAND_OUT = Job(name="hand out", every_seconds=0, run=hand_out)


def make_tables(engine: sa.Engine) -> None:
    """Set the queue up as the installed release wants it; an older one is thrown away, it holds nothing of worth."""
    if has_tables(engine):
        return
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{procrastinate.__version__}'")


def has_tables(engine: sa.Engine) -> bool:
    """Whether the queue is set up as the installed release wants it."""
    comment = sa.text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name")
    with engine.connect() as connection:
        return bool(connection.scalar(comment, {"name": SCHEMA}) == procrastinate.__version__)


def _queue() -> procrastinate.App:
    """The queue in the database of the running application."""
    url = sa.make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql")
    connector = procrastinate.PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False),
        kwargs={"options": f"-c search_path={SCHEMA}"},
        min_size=1,
        max_size=4,
    )
    return procrastinate.App(connector=connector)


async def _hand_out(queue: procrastinate.App, due: Sequence[claims.Due]) -> None:
    async with queue.open_async():
        manager = queue.job_manager
        for dead in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
            await manager.finish_job(dead, status=Status.FAILED, delete_job=True)
        waiting = await _still_of_use(manager, {each.id for each in due})
        for priority, mail_ids in _portions([each for each in due if each.id not in waiting]):
            # The outbox counts downwards, the queue upwards.
            deferrer = queue.configure_task("deliver", queue="mail", priority=-priority)
            await deferrer.defer_async(mail_ids=list[JSONValue](mail_ids))


async def _still_of_use(manager: JobManager, due: set[int]) -> set[int]:
    """The mails of the waiting jobs. A job of which no mail is due is forgotten, or they would pile up unread."""
    waiting = set[int]()
    for job in await manager.list_jobs_async(status="todo"):
        mail_ids = _mail_ids(job)
        if due.isdisjoint(mail_ids) and job.id:
            await manager.cancel_job_by_id_async(job.id, delete_job=True)  # does nothing to one just begun
        else:
            waiting.update(mail_ids)
    return waiting


def _mail_ids(job: QueuedJob) -> list[int]:
    ids = job.task_kwargs["mail_ids"]
    return [each for each in ids if isinstance(each, int)] if isinstance(ids, list) else []


def _portions(due: Sequence[claims.Due]) -> Iterator[tuple[int, list[int]]]:
    """Each priority by itself: what presses must not wait in a job with what does not."""
    for priority in sorted({each.priority for each in due}):
        ids = [each.id for each in due if each.priority == priority]
        yield from ((priority, ids[start : start + PORTION]) for start in range(0, len(ids), PORTION))


def _work(app: Flask, concurrency: int) -> None:
    """Do the jobs there are, so many at once, until none is left or the process is asked to stop.

    The queue would go on over jobs that fail, as if all were well: they are a failure of this turn.
    """
    failures: list[Exception] = []

    def deliver(mail_ids: list[int]) -> None:
        with app.app_context():  # a session of its own for each thread
            try:
                mail.deliver_due(mail_ids)
            except Exception as error:  # noqa: BLE001 - raised below
                failures.append(error)
            except BaseException as error:  # the queue would go on to the next job as if nothing had happened
                log.critical("A job of the queue died", exc_info=True)
                end_process(f"a job of the queue died of {type(error).__name__}")
            finally:
                db.session.remove()

    queue = _queue()
    queue.task(name="deliver", queue="mail")(deliver)
    asyncio.run(_work_off(queue, concurrency))
    if failures:  # a turn in which sending failed is none that came through
        raise ExceptionGroup("Sending failed", failures)


async def _work_off(queue: procrastinate.App, concurrency: int) -> None:
    async with queue.open_async():
        await queue.run_worker_async(
            concurrency=concurrency,
            wait=False,
            listen_notify=False,
            delete_jobs="always",
            install_signal_handlers=False,
            stalled_worker_timeout=SILENT_SECONDS,
            task_middleware=[_stop_when_asked],
        )


def _stop_when_asked(call_next: Callable[[], Any], _context: JobContext, worker: Worker) -> Any:
    """Take no further job once the process is asked to stop."""
    try:
        return call_next()
    finally:
        if mail.stopping.is_set():
            worker.stop()  # type: ignore[no-untyped-call]
