"""The words of the outbox: what a person is owed, and where a mail stands."""

from enum import StrEnum

from tracker.core.words import N_


class MailKind(StrEnum):
    """What sort of mail it is; each kind has one composer, in the room that knows its content."""

    DIGEST = "digest"
    NOTICE = "notice"
    CHASE = "chase"  # sent by hand, with the office's own words
    CODE = "code"  # the six digits that prove that somebody reads this mailbox
    TEST = "test"
    REPORT = "report"  # how the quarter stands, sent by hand to the standing committee


class MailState(StrEnum):
    """queued → claimed → sending → accepted; every other end is explained by its word."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"  # the server refused it for good
    CANCELLED = "cancelled"  # nothing in it was still true, or the person left
    SUPPRESSED = "suppressed"  # the address is known to be dead
    EXPIRED = "expired"  # too late to be of use
    DEAD = "dead"  # could not be written or sent after many attempts
    HELD = "held"  # the server may have it; a person decides whether it is sent again


WAITING_STATES = frozenset({MailState.QUEUED, MailState.CLAIMED, MailState.SENDING})

MAIL_STATE_WORDS = {
    MailState.QUEUED: N_("chờ gửi"),
    MailState.CLAIMED: N_("đang gửi"),
    MailState.SENDING: N_("đang gửi"),
    MailState.ACCEPTED: N_("đã nhận"),
    MailState.FAILED: N_("lỗi gửi"),
    MailState.CANCELLED: N_("đã hủy"),
    MailState.SUPPRESSED: N_("địa chỉ hỏng"),
    MailState.EXPIRED: N_("quá thời gian gửi"),
    MailState.DEAD: N_("lỗi gửi"),
    MailState.HELD: N_("chờ người quyết định"),
}


MAIL_KIND_WORDS = {
    MailKind.DIGEST: N_("Thư nhắc trong ngày"),
    MailKind.NOTICE: N_("Thư báo"),
    MailKind.CHASE: N_("Thư đôn đốc"),
    MailKind.CODE: N_("Thư gửi mã xác nhận"),
    MailKind.TEST: N_("Thư thử"),
    MailKind.REPORT: N_("Thư báo cáo tình hình"),
}


class OccurrenceKind(StrEnum):
    """Why a person is owed a line."""

    REMINDER = "reminder"  # a rung of the ladder
    ASSIGNED = "assigned"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    DIRECTION = "direction"
    REPORTED = "reported"  # told to the office: a completion awaits its answer
    DEADLINE = "deadline"  # the deadline was moved
    STOPPED = "stopped"  # the task was cancelled or carried over
    WITHDRAWN = "withdrawn"  # the office took its answer back: the report awaits one again
    UNREACHED = "unreached"  # told to the office: somebody over the task gets no mail
    CHASE = "chase"  # đôn đốc: the office asks by hand


class OccurrenceState(StrEnum):
    """Where a line ended. `ATTACHED` means: in the mail it points to, whatever became of that."""

    ATTACHED = "attached"
    SUPERSEDED = "superseded"  # a newer line about the same task told the person instead
    CANCELLED = "cancelled"  # no longer true when the mail was written


class Phase(StrEnum):
    """How far a talk with the mail server came."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # asked to send the text, and the text itself
    DOT = "dot"  # the final dot is out, the answer is not in
    ACCEPTED = "accepted"


PHASE_WORDS = {
    Phase.CONNECT: N_("kết nối"),
    Phase.MAIL: N_("báo người gửi"),
    Phase.RCPT: N_("báo người nhận"),
    Phase.DATA: N_("gửi nội dung"),
    Phase.DOT: N_("gửi xong, chờ trả lời"),
    Phase.ACCEPTED: N_("đã nhận"),
}


class Verdict(StrEnum):
    """What one attempt came to, and so what becomes of the mail."""

    ACCEPTED = "accepted"
    RETRY = "retry"  # not now: the same mail again later
    REFUSED = "refused"  # never: this mail
    DEAD_MAILBOX = "dead_mailbox"  # never: this address
    INFRASTRUCTURE = "infrastructure"  # no mail can be sent at present
    MISCONFIGURED = "misconfigured"  # no mail can be sent until somebody mends the settings
    UNCERTAIN = "uncertain"  # the connection broke between the dot and the answer
    WITHDRAWN = "withdrawn"  # the mail had passed to another sender; stopped before the dot


VERDICT_WORDS = {
    Verdict.ACCEPTED: N_("đã nhận"),
    Verdict.RETRY: N_("chưa nhận, sẽ gửi lại"),
    Verdict.REFUSED: N_("từ chối thư"),
    Verdict.DEAD_MAILBOX: N_("hộp thư không nhận thư"),
    Verdict.INFRASTRUCTURE: N_("không nối được máy chủ thư"),
    Verdict.MISCONFIGURED: N_("cấu hình gửi thư sai"),
    Verdict.UNCERTAIN: N_("mất kết nối, chưa rõ đã nhận chưa"),
    Verdict.WITHDRAWN: N_("đã chuyển cho nơi gửi khác"),
}


class Reading(StrEnum):
    """What a message was that came to the address of reports."""

    COUNTED = "counted"
    KNOWN = "known"  # this very report was counted before
    NO_FAILURE = "no failure"  # only late, or delivered after all
    NOT_OURS = "not ours"  # about no mail of ours, or not to be believed
    NO_REPORT = "no report"  # an answer from a person or a program, or anything else


class PauseReason(StrEnum):
    """Why no mail leaves at present."""

    BY_HAND = "by_hand"
    CLOCK = "clock"  # the clock leapt; nobody has said yet that it is right now
    RESTORED = "restored"  # the database is older than what this machine remembers having sent


class RestoredDecision(StrEnum):
    """What a person makes of a mail that was sent after the backup was taken."""

    SENT = "sent"  # it counts as sent
    AGAIN = "again"  # the person is told once more


DECISION_WORDS = {RestoredDecision.SENT: N_("coi như đã gửi"), RestoredDecision.AGAIN: N_("gửi lại")}


class NodeKind(StrEnum):
    """What a process does."""

    SCHEDULER = "scheduler"
    WORKER = "worker"


NODE_WORDS = {NodeKind.SCHEDULER: N_("Lập lịch và gửi thư"), NodeKind.WORKER: N_("Gửi thư")}
