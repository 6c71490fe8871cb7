"""Whether mail goes out as it should, asked by every page of the office: one question, answered in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tracker.core.database import UtcDateTime
from tracker.core.words import N_
from tracker.mail.leaps import seconds_of
from tracker.mail.nodes import last_pass, needed_kinds, not_ahead
from tracker.mail.pauses import GRAVEST_FIRST
from tracker.mail.shared_models import SendingPause
from tracker.mail.status import NodeKind, PauseReason
from tracker.mail.waiting import due_until

LONGEST_SILENCE = timedelta(minutes=3)
LATEST = timedelta(minutes=15)

PAUSE_WORDS = {
    PauseReason.BY_HAND: N_("có người cho dừng"),
    PauseReason.CLOCK: N_("đồng hồ máy chủ nhảy, chưa ai xác nhận giờ đã đúng"),
    PauseReason.RESTORED: N_("cơ sở dữ liệu là bản cũ, chưa ai quyết định về các thư đã gửi sau bản này"),
}


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """What is wrong, as a sentence with its places.

    `since` fills "%(when)s" where the sentence has it, `why` "%(why)s", and `leap`, in seconds, "%(leap)s".
    """

    text: str
    since: datetime | None = None
    why: str = ""
    leap: int = 0


_SILENCE = {
    NodeKind.SCHEDULER: (
        N_("Chương trình nhắc việc chưa chạy: không thư nhắc nào được gửi."),
        N_("Chương trình nhắc việc ngừng từ %(when)s: không thư nhắc nào được gửi."),
    ),
    NodeKind.WORKER: (
        N_("Chương trình gửi thư chưa chạy: không thư nào được gửi."),
        N_("Chương trình gửi thư ngừng từ %(when)s: không thư nào được gửi."),
    ),
}
"""What to say of a kind of process that never ran, and of one that fell silent."""

_one = sa.select(sa.literal_column("1").label("row")).subquery("one")
_pause = (
    sa.select(SendingPause.reason, SendingPause.since, SendingPause.detail)
    .order_by(GRAVEST_FIRST)
    .limit(1)
    .subquery("pause")
)
WITH_THE_PAUSE = _one.outerjoin(_pause, sa.true())
"""What `alarm_columns` are selected from: one row, with the gravest pause if there is one."""


_LATE_BEFORE = sa.bindparam("late_before", type_=UtcDateTime)
_NOT_AHEAD = sa.bindparam("not_ahead", type_=UtcDateTime)


def alarm_places(now: datetime) -> dict[str, Any]:
    """What stands in the places of `alarm_columns`."""
    return {"late_before": now - LATEST, "not_ahead": not_ahead(now)}


def alarm_columns() -> list[sa.Label[Any]]:
    """What has to be known, as columns of a SELECT from `WITH_THE_PAUSE`; executed with the `alarm_places` of now."""
    late = due_until(_LATE_BEFORE)
    return [
        *(last_pass(kind, _NOT_AHEAD).label(f"last_{kind}") for kind in NodeKind),
        sa.select(sa.func.min(late.c.not_before)).scalar_subquery().label("late_since"),
        _pause.c.reason.label("paused"),
        _pause.c.since.label("paused_since"),
        _pause.c.detail.label("paused_detail"),
    ]


def read_alarm(row: Mapping[str, Any], now: datetime) -> Alarm | None:
    """The gravest thing that is wrong; None if mail goes out as it should. `row` holds `alarm_columns`."""
    late_since, paused = row["late_since"], row["paused"]
    if paused is not None:
        return _of_a_pause(paused, row["paused_since"], row["paused_detail"])
    for kind in needed_kinds():
        passed_at, (never, silent) = row[f"last_{kind}"], _SILENCE[kind]
        if passed_at is None:
            return Alarm(text=never)
        if now - passed_at > LONGEST_SILENCE:
            return Alarm(text=silent, since=passed_at)
    if late_since is not None:
        return Alarm(text=N_("Có thư phải gửi từ %(when)s mà chưa gửi được."), since=late_since)
    return None


def _of_a_pause(reason: PauseReason, since: datetime, detail: str) -> Alarm:
    leap = seconds_of(detail) if reason is PauseReason.CLOCK else 0
    if not leap:
        return Alarm(text=N_("Đang tạm dừng gửi thư: %(why)s."), why=PAUSE_WORDS[reason])
    return Alarm(
        text=N_(
            "Đang tạm dừng gửi thư: đồng hồ máy chủ %(leap)s, lúc đó đồng hồ chỉ %(when)s; "
            "chưa ai xác nhận giờ đã đúng."
        ),
        since=since,
        leap=leap,
    )
