"""The processes that remind and send: each has a row, written by the loop that does the work."""

import os
import secrets
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from tracker.core.database import transaction
from tracker.mail.leaps import BACK, FAR
from tracker.mail.rows import change
from tracker.mail.shared_models import SenderNode
from tracker.mail.status import NodeKind

ENDED_KEPT = timedelta(days=1)
SILENT_KEPT = timedelta(days=7)
"""How long a row outlives its process: one that ended as asked, and one that fell silent."""


class Heart:
    """One process and its row. Every method is one short write of the loop that calls it."""

    def __init__(self, kind: NodeKind) -> None:
        self.kind = kind
        self.host = socket.gethostname()[:80]
        self.pid = os.getpid()
        self.name = f"{self.host[:60]}:{self.pid}:{secrets.token_hex(4)}"

    def begin(self, now: datetime) -> None:
        """Say that the process has started."""
        with transaction() as session:
            session.add(SenderNode(name=self.name, kind=self.kind, host=self.host, pid=self.pid, started_at=now))

    def passed(self, now: datetime) -> None:
        """Say that a whole pass is done."""
        self._write(pass_at=now)

    def tell(self, doing: str, done: int, total: int) -> None:
        """Say how far long work has come; no words when it is done."""
        self._write(doing=doing[:80], done=done, total=total)

    def leapt(self, seconds: int) -> None:
        """Say how far the wall clock has leapt since the process started."""
        self._write(skew_seconds=seconds)

    def differs(self, seconds: int) -> None:
        """Say by how much the wall clock is ahead of the database's."""
        self._write(database_skew=seconds)

    def end(self, now: datetime) -> None:
        """Say that the process stops because it was asked to."""
        self._write(ended_at=now, doing="", done=0, total=0)

    def _write(self, **values: object) -> None:
        with transaction() as session:
            change(session, SenderNode, SenderNode.name == self.name, **values)


def needed_kinds() -> tuple[NodeKind, ...]:
    """The kinds of process that mails need to go out, as the settings have it."""
    with_workers = current_app.config["MAIL_DRIVER"] == "procrastinate"
    return (NodeKind.SCHEDULER, NodeKind.WORKER) if with_workers else (NodeKind.SCHEDULER,)


def not_ahead(now: datetime) -> datetime:
    """What is later was written by a clock that ran ahead: it would look fresh until its moment comes."""
    return now + timedelta(seconds=FAR)


def last_pass(kind: NodeKind, until: datetime | sa.BindParameter[datetime]) -> sa.ScalarSelect[datetime | None]:
    """When a process of the kind last finished a pass; `until` is `not_ahead`, or its place."""
    ours = (SenderNode.kind == kind, SenderNode.pass_at <= until)
    return sa.select(sa.func.max(SenderNode.pass_at)).where(*ours).scalar_subquery()


def find_nodes(session: Session) -> Sequence[SenderNode]:
    """Every process that is known, those that run or fell silent first."""
    order = (SenderNode.ended_at.is_not(None), SenderNode.started_at.desc(), SenderNode.name)
    return session.scalars(sa.select(SenderNode).order_by(*order).execution_options(populate_existing=True)).all()


def right_again(session: Session, name: str) -> bool:
    """Say that the clock of a process is right again; whether no other that runs still sees its own astray."""
    change(session, SenderNode, SenderNode.name == name, skew_seconds=0)
    astray = (SenderNode.ended_at.is_(None), sa.func.abs(SenderNode.skew_seconds) > BACK)
    return not session.scalar(sa.select(sa.exists().where(*astray)))


def forget_old(now: datetime) -> int:
    """Remove the rows of processes that are long gone; returns how many."""
    last_heard = sa.func.coalesce(SenderNode.pass_at, SenderNode.started_at)
    with transaction() as session:
        old = sa.or_(SenderNode.ended_at < now - ENDED_KEPT, last_heard < now - SILENT_KEPT)
        names = session.scalars(sa.select(SenderNode.name).where(old)).all()
        if names:
            session.execute(sa.delete(SenderNode).where(SenderNode.name.in_(names)))
        return len(names)
