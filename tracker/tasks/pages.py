"""What the pages of this room show, and nothing else: assembled from rows, handed to templates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from typing_extensions import override

from tracker.accounts.actor import Actor
from tracker.indicators.models import Indicator
from tracker.tasks.dossier import Dossier
from tracker.tasks.lines import TaskLine, dates_of, line_of
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.queries import Almanac
from tracker.tasks.words import Standing, standing, state_standing
from tracker.web.paging import Page, Row


@dataclass(frozen=True, kw_only=True)
class ListPage(Page[Row]):
    """One page of a list of this room; its neighbours have the address that `query` spells, and nothing else."""

    endpoint: str
    query: Mapping[str, Any] = field(default_factory=dict)

    @property
    @override
    def previous_href(self) -> str | None:
        return self._href(self.number - 1) if self.number > 1 else None

    @property
    @override
    def next_href(self) -> str | None:
        return self._href(self.number + 1) if self.number < self.pages else None

    def _href(self, number: int) -> str:
        return url_for(self.endpoint, **{**self.query, "page": str(number)})


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """One dense row of a list."""

    id: int
    code: str
    title: str
    group: str
    organization: str
    quarter: str
    standing: Standing
    state: Standing
    due_on: date | None
    last_update_on: date | None
    href: str


def addresses() -> Callable[[int], str]:
    """The addresses of many tasks: Flask writes one, the others differ from it in their number alone."""
    before, after = url_for("tasks.task", task_id=_SAMPLE).split(str(_SAMPLE))
    return lambda task_id: f"{before}{task_id}{after}"


_SAMPLE = 1_234_567_890


def task_row(task: TaskLine, almanac: Almanac, organization: str = "", *, href: str = "") -> TaskRow:
    """A task as a row; `organization` says whose it is where a list holds those of several."""
    return TaskRow(
        id=task.id,
        code=task.code,
        title=task.title,
        group=task.group,
        organization=organization,
        quarter=task.quarter,
        standing=standing_of(task, almanac),
        state=state_standing(task.state),
        due_on=task.due_on,
        last_update_on=task.last_update_on,
        href=href or url_for("tasks.task", task_id=task.id),
    )


@dataclass(frozen=True, kw_only=True)
class WaitingTask:
    """One task of the office's queue with the report that awaits an answer."""

    task: Task
    row: TaskRow
    report: StatusUpdate | None
    indicators: Mapping[int, Indicator]
    own_report: bool


def waiting_task(task: Task, report: StatusUpdate | None, actor: Actor, almanac: Almanac) -> WaitingTask:
    """A task of the queue."""
    return WaitingTask(
        task=task,
        row=task_row(line_of(task), almanac),
        report=report,
        indicators={each.id: each for each in task.indicators},
        own_report=report is not None and report.author_id == actor.account_id,
    )


def standing_of(task: Task | TaskLine | Dossier, almanac: Almanac, *, long: bool = False) -> Standing:
    """How the task stands against its deadline today."""
    dates = dates_of(task)
    return standing(dates, almanac.view, almanac.calendar, kind=task.kind, due_text=task.due_text, long=long)
