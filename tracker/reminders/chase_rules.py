"""*Đôn đốc*: whom the office's own words reach, and who is left out and why. Plain values in, plain values out."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.accounts.actor import SeatRole
from tracker.core.errors import Invalid, Refusal, Stale
from tracker.core.words import N_
from tracker.tasks.status import State

SHORTEST_TEXT = 10
LONGEST_TEXT = 1500
MOST_TASKS = 300
"""Tasks of one chase: enough for a whole committee, few enough for one page and one transaction."""


class Reach(StrEnum):
    """Who of a task's groups is written to."""

    LEAD = "lead"
    LEADERS = "leaders"
    ALL = "all"


REACH_WORDS = {
    Reach.LEAD: N_("Mọi thành viên đơn vị chủ trì"),
    Reach.LEADERS: N_("Chỉ trưởng, phó đơn vị chủ trì"),
    Reach.ALL: N_("Đơn vị chủ trì và đơn vị phối hợp chưa nộp trong quý"),
}

DISABLED = N_("tài khoản đã khóa")
DEAD_ADDRESS = N_("địa chỉ thư đã hỏng")
NO_SEAT = N_("được giao phụ trách nhưng không còn ở đơn vị chủ trì")
ONESELF = N_("là người gửi")
NOBODY = N_("không có ai đang tham gia")
NO_LEADER = N_("không có trưởng, phó đơn vị đang tham gia")
WAITING = N_("đã báo hoàn thành, đang chờ xác nhận")
ENDED = N_("đã kết thúc")


@dataclass(frozen=True, kw_only=True)
class ChasedTask:
    """A task as a chase shows it. `group_ids` are those whose people are written to."""

    id: int
    code: str
    title: str
    state: State
    group_ids: tuple[int, ...]
    in_charge_id: int | None = None
    in_charge: str = ""


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A seat held today, with the state of its holder's account and mailbox."""

    account_id: int
    name: str
    address: str
    group_id: int
    role: SeatRole
    is_disabled: bool
    is_dead: bool


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """One mail: to whom, about which tasks."""

    account_id: int
    name: str
    address: str
    groups: tuple[str, ...]
    tasks: tuple[ChasedTask, ...]


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A person, a group or a task that gets nothing, and why."""

    name: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a chase would do at this moment."""

    tasks: tuple[ChasedTask, ...]
    addressees: tuple[Addressee, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def seal(self) -> str:
        """Changes as soon as anybody else would be written to, at another address, or about another task."""
        told = sorted((each.account_id, each.address, [task.id for task in each.tasks]) for each in self.addressees)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


class OthersNow(Stale):
    """The people of the preview are not the people of this moment."""

    def __init__(self) -> None:
        super().__init__(N_("Danh sách người nhận vừa thay đổi. Xem lại rồi gửi."))


def check_chase(text: str, task_ids: Sequence[int]) -> list[Refusal]:
    """What is wrong with a chase before anybody is looked for."""
    faults: list[Refusal] = []
    if not task_ids:
        faults.append(Invalid(N_("Chọn ít nhất một việc hoặc một đơn vị."), field="tasks"))
    if len(task_ids) > MOST_TASKS:
        faults.append(Invalid(N_("Mỗi lần đôn đốc nhiều nhất %(n)s việc."), field="tasks", n=MOST_TASKS))
    if len(text) < SHORTEST_TEXT:
        faults.append(Invalid(N_("Ghi nội dung đôn đốc, ít nhất %(n)s ký tự."), field="text", n=SHORTEST_TEXT))
    return faults


def outlook(
    tasks: Sequence[ChasedTask],
    finished: Iterable[ChasedTask],
    sittings: Sequence[Sitting],
    groups: dict[int, str],
    *,
    reach: Reach,
    sender_id: int | None,
) -> Outlook:
    """Sort out who is written to: each person once, in the order of `sittings`, however many seats and tasks."""
    left_out = [
        LeftOut(name=f"{task.code}. {task.title}", why=WAITING if task.state is State.AWAITING_CONFIRMATION else ENDED)
        for task in finished
    ]
    meant = [each for each in sittings if reach is not Reach.LEADERS or each.role is not SeatRole.MEMBER]
    people: dict[int, list[Sitting]] = {}
    for sitting in meant:
        people.setdefault(sitting.account_id, []).append(sitting)
    addressees = []
    for seats in people.values():
        why = _why_not(seats[0], sender_id)
        if why:
            left_out.append(LeftOut(name=seats[0].name, why=why))
        else:
            addressees.append(_addressee(seats, tasks, groups))
    left_out += _empty_groups(tasks, meant, groups, reach)
    left_out += _gone_from_charge(tasks, sittings)
    return Outlook(tasks=tuple(tasks), addressees=tuple(addressees), left_out=tuple(dict.fromkeys(left_out)))


def _why_not(person: Sitting, sender_id: int | None) -> str:
    if person.is_disabled:
        return DISABLED
    if person.account_id == sender_id:
        return ONESELF
    return DEAD_ADDRESS if person.is_dead else ""


def _addressee(seats: list[Sitting], tasks: Sequence[ChasedTask], groups: dict[int, str]) -> Addressee:
    held = [seat.group_id for seat in seats]
    return Addressee(
        account_id=seats[0].account_id,
        name=seats[0].name,
        address=seats[0].address,
        groups=tuple(groups[group_id] for group_id in held),
        tasks=tuple(task for task in tasks if not set(held).isdisjoint(task.group_ids)),
    )


def _empty_groups(
    tasks: Sequence[ChasedTask], meant: Iterable[Sitting], groups: dict[int, str], reach: Reach
) -> list[LeftOut]:
    filled = {each.group_id for each in meant if not each.is_disabled}
    wanted = dict.fromkeys(group_id for task in tasks for group_id in task.group_ids)
    why = NO_LEADER if reach is Reach.LEADERS else NOBODY
    return [LeftOut(name=groups[group_id], why=why) for group_id in wanted if group_id not in filled]


def _gone_from_charge(tasks: Sequence[ChasedTask], sittings: Iterable[Sitting]) -> list[LeftOut]:
    """Persons in charge who would have been expected to hear of it."""
    seated = {each.account_id for each in sittings}
    return [
        LeftOut(name=task.in_charge, why=NO_SEAT)
        for task in tasks
        if task.in_charge_id is not None and task.in_charge_id not in seated
    ]
