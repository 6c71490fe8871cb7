"""The words of a task: its state, its kind, what the group says of it, and the timeliness computed from dates."""

from enum import StrEnum

from tracker.core.words import N_


class State(StrEnum):
    """Where a task stands. Only `rules.py` says which change is possible."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    RETURNED = "returned"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    CARRIED_OVER = "carried_over"


STATE_WORDS = {
    State.NOT_STARTED: N_("Chưa thực hiện"),
    State.IN_PROGRESS: N_("Đang thực hiện"),
    State.AWAITING_CONFIRMATION: N_("Chờ xác nhận"),
    State.RETURNED: N_("Trả lại"),
    State.COMPLETED: N_("Hoàn thành"),
    State.CANCELLED: N_("Dừng thực hiện"),
    State.CARRIED_OVER: N_("Chuyển tiếp"),
}

# States in which the group still owes work, and those that are waiting for the office.
OPEN_STATES = frozenset({State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED})
ALIVE_STATES = OPEN_STATES | {State.AWAITING_CONFIRMATION}
# States that leave the quarter's count: the work stopped, or goes on as a task of the next quarter.
LEFT_STATES = frozenset({State.CANCELLED, State.CARRIED_OVER})


RESTRICTED = N_("Hạn chế: cấp trên chỉ thấy trong con số, không đọc được")


class Kind(StrEnum):
    """What a task promises, and so what its completion needs."""

    DELIVER_DOCUMENT = "deliver_document"
    REACH_NUMBER = "reach_number"
    HANDLE_CASES = "handle_cases"
    MILESTONE = "milestone"
    ONGOING_ACTIVITY = "ongoing_activity"


KIND_WORDS = {
    Kind.DELIVER_DOCUMENT: N_("Ban hành văn bản"),
    Kind.REACH_NUMBER: N_("Đạt chỉ tiêu số"),
    Kind.HANDLE_CASES: N_("Giải quyết vụ việc"),
    Kind.MILESTONE: N_("Phát động, sự kiện"),
    Kind.ONGOING_ACTIVITY: N_("Việc thường xuyên"),
}


class SelfRating(StrEnum):
    """The group's own word on how it goes: the four answers of the update form."""

    ON_TRACK = "on_track"
    DIFFICULT = "difficult"
    AT_RISK = "at_risk"
    DONE = "done"


SELF_RATING_WORDS = {
    SelfRating.ON_TRACK: N_("Đúng tiến độ"),
    SelfRating.DIFFICULT: N_("Có khó khăn, vẫn đạt"),
    SelfRating.AT_RISK: N_("Khó đạt đúng hạn"),
    SelfRating.DONE: N_("Đã hoàn thành, đề nghị xác nhận"),
}


class Timeliness(StrEnum):
    """Computed from dates, never typed. The five that add up to the quarter's total, in the board's order.

    `DUE_SOON` is the part of `IN_TERM` that falls due within seven working days.
    """

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    IN_TERM = "in_term"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NO_DEADLINE = "no_deadline"


TIMELINESS_WORDS = {
    Timeliness.DONE_ON_TIME: N_("Hoàn thành đúng hạn"),
    Timeliness.DONE_LATE: N_("Hoàn thành trễ hạn"),
    Timeliness.IN_TERM: N_("Trong hạn"),
    Timeliness.DUE_SOON: N_("Sắp đến hạn"),
    Timeliness.OVERDUE: N_("Quá hạn"),
    Timeliness.NO_DEADLINE: N_("Không giao hạn"),
}

# The keys of icons and tints in the design.
TIMELINESS_KEYS = {
    Timeliness.DONE_ON_TIME: "done",
    Timeliness.DONE_LATE: "late",
    Timeliness.IN_TERM: "term",
    Timeliness.DUE_SOON: "soon",
    Timeliness.OVERDUE: "over",
    Timeliness.NO_DEADLINE: "nodl",
}
STATE_KEYS = {
    State.NOT_STARTED: "none",
    State.IN_PROGRESS: "term",
    State.AWAITING_CONFIRMATION: "wait",
    State.RETURNED: "back",
    State.COMPLETED: "done",
    State.CANCELLED: "cancel",
    State.CARRIED_OVER: "carry",
}


class ReviewDecision(StrEnum):
    """What the office answered to a report of completion; or that it took its answer back at once."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
