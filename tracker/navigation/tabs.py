"""Where each person can go: the tabs over a page, the bar at the foot of a phone, and where they land. Plain Python.

A place stands here only when its page exists; who sees it is asked of the one policy.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.accounts.actor import Actor, Role
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.words import N_


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page one can go to. `short` is its name in the phone's bar, `endpoint` its view."""

    key: str
    label: str
    endpoint: str
    icon: str
    seen_by: Callable[[Actor], bool]
    short: str = ""


def _right(right: Right) -> Callable[[Actor], bool]:
    return lambda actor: allows(actor, right, Subject(organization_id=actor.organization_id))


def _sits(actor: Actor) -> bool:
    return bool(actor.seats)


def _reads(actor: Actor) -> bool:
    return bool(actor.reads)


def _only_sits(actor: Actor) -> bool:
    return _sits(actor) and not _reads(actor)


BOARD = Place(
    key="board",
    label=N_("Bảng tiến độ"),
    short=N_("Tiến độ"),
    endpoint="board.index",
    icon="board",
    seen_by=_right(Right.SEE_TASKS),
)
ME = Place(key="me", label=N_("Việc của tôi"), endpoint="tasks.me", icon="home", seen_by=_sits)
TASKS = Place(key="tasks", label=N_("Nhiệm vụ"), endpoint="tasks.index", icon="check", seen_by=_reads)
GROUP_TASKS = Place(
    key="tasks",
    label=N_("Nhiệm vụ của tổ"),
    short=N_("Nhiệm vụ"),
    endpoint="tasks.index",
    icon="check",
    seen_by=_only_sits,
)
REVIEW = Place(
    key="review", label=N_("Chờ xác nhận"), endpoint="tasks.review", icon="wait", seen_by=_right(Right.REVIEW)
)
DOCUMENTS = Place(
    key="documents", label=N_("Văn bản"), endpoint="directives.index", icon="doc", seen_by=_right(Right.SEE_DOCUMENTS)
)
ACCOUNTS = Place(
    key="accounts",
    label=N_("Người dùng"),
    endpoint="accounts.accounts",
    icon="user",
    seen_by=_right(Right.MANAGE_ACCOUNTS),
)
GROUPS = Place(
    key="groups", label=N_("Đoàn, tổ"), endpoint="groups.index", icon="group", seen_by=_right(Right.SEE_GROUPS)
)
FIELDS = Place(
    key="fields",
    label=N_("Lĩnh vực"),
    endpoint="organizations.fields",
    icon="book",
    seen_by=_right(Right.MANAGE_FIELDS),
)
ORGANIZATIONS = Place(
    key="organizations",
    label=N_("Cơ cấu tổ chức"),
    endpoint="organizations.index",
    icon="home",
    seen_by=_right(Right.MANAGE_ORGANIZATIONS),
)
CALENDAR = Place(
    key="calendar",
    label=N_("Lịch làm việc"),
    endpoint="calendar.index",
    icon="cal",
    seen_by=_right(Right.MANAGE_CALENDAR),
)
REMINDERS = Place(
    key="reminders",
    label=N_("Nhắc việc"),
    endpoint="reminders.coming",
    icon="bell",
    seen_by=_right(Right.MANAGE_REMINDERS),
)
AUDIT = Place(key="audit", label=N_("Nhật ký"), endpoint="audit.index", icon="doc", seen_by=_right(Right.SEE_AUDIT))
STATUS = Place(
    key="status",
    label=N_("Tình trạng gửi thư"),
    endpoint="operations.status",
    icon="mail",
    seen_by=_right(Right.SEE_SENDING),
)
MORE = Place(key="more", label=N_("Thêm"), endpoint="navigation.more", icon="more", seen_by=lambda _actor: True)

# In the order of the tabs. The office sets fields and calendar too, but seldom: those stand on the page of links.
PLACES = (
    BOARD, ME, TASKS, GROUP_TASKS, REVIEW, DOCUMENTS, ACCOUNTS, GROUPS, FIELDS, ORGANIZATIONS, CALENDAR, REMINDERS,
    STATUS, AUDIT,
)  # fmt: skip
SELDOM_FOR_READERS = (FIELDS, CALENDAR, STATUS)


def places_of(actor: Actor) -> tuple[Place, ...]:
    """Every page the actor can go to, the one they work on most first."""
    found = [each for each in PLACES if each.seen_by(actor)]
    if not actor.reads and ME in found:
        found.sort(key=lambda each: each is not ME)
    return tuple(found)


def tabs_of(actor: Actor) -> tuple[Place, ...]:
    """The tabs over the page."""
    return tuple(each for each in places_of(actor) if not (actor.reads and each in SELDOM_FOR_READERS))


def phone_tabs_of(actor: Actor) -> tuple[Place, ...]:
    """Three places and the way to all others."""
    wanted = _phone_order(actor)
    found = [each for each in wanted if each.seen_by(actor)]
    return (*found[:3], MORE)


def _phone_order(actor: Actor) -> tuple[Place, ...]:
    if not actor.reads:
        return (ME, BOARD, GROUP_TASKS, ACCOUNTS, GROUPS, AUDIT)
    if actor.has(Role.INSPECTOR):
        return (BOARD, TASKS, AUDIT)
    return (BOARD, REVIEW, TASKS, DOCUMENTS)


def landing(actor: Actor, *, something_waits: bool) -> str:
    """The endpoint where a person begins."""
    if actor.has(Role.OFFICE) and something_waits:
        return REVIEW.endpoint
    if actor.reads:
        return BOARD.endpoint
    return next((each.endpoint for each in (ME, ACCOUNTS) if each.seen_by(actor)), MORE.endpoint)


# Which tab is marked, by the blueprint of the page and where that is not enough by its endpoint.
_BY_BLUEPRINT = {
    "board": "board",
    "reports": "board",
    "pace": "board",
    "tasks": "tasks",
    "saved_filters": "tasks",
    "directives": "documents",
    "intake": "documents",
    "groups": "groups",
    "organizations": "organizations",
    "calendar": "calendar",
    "reminders": "reminders",
    "audit": "audit",
    "operations": "status",
    "accounts": "accounts",
    "navigation": "more",
}
_BY_ENDPOINT = {each.endpoint: each.key for each in PLACES} | {"accounts.profile": "more"}


def current(endpoint: str | None) -> str:
    """The key of the tab the reader is under."""
    name = endpoint or ""
    return _BY_ENDPOINT.get(name) or _BY_BLUEPRINT.get(name.partition(".")[0], "")
