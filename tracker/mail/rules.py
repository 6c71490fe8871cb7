"""How a server's answer is read, and how long to wait before the next try. Plain values in, plain values out.

Sources: RFC 5321 4.2 (reply codes), RFC 3463 (enhanced codes), RFC 4954 6 (sign-in codes).
"""

import re
from datetime import timedelta

from tracker.mail.status import Phase, Verdict

RETRY_BASE = timedelta(seconds=60)
RETRY_CAP = timedelta(hours=6)
BREAKER_BASE = timedelta(seconds=5)
BREAKER_CAP = timedelta(minutes=5)
COMPOSE_LIMIT = 5
LONGEST_LEASE = timedelta(minutes=25)
NO_SUCH_MAILBOX = frozenset({"5.1.1", "5.1.6", "5.1.10"})

_LONGEST_DOUBLING = 20  # 2**20 is past every cap; more would only overflow
_OK = 250
_CLOSING = 421
_TEMPORARY_SIGN_IN = 454
_SIGN_IN_CODES = frozenset({530, 534, 535, 538})
_FULL = 552
_MOVED_CODES = frozenset({551, 553})
_PERMANENT = range(500, 600)
_TEMPORARY = range(400, 500)
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")


def enhanced_code(reply: str) -> str:
    """The RFC 3463 code a reply begins with ("5.1.1 no such user"), or nothing."""
    found = _ENHANCED.match(reply)
    return found[1] if found else ""


def classify(phase: Phase, code: int, enhanced: str = "") -> Verdict:
    """What an answer of the server means. `phase` is what the answer was to."""
    if code in {_CLOSING, _TEMPORARY_SIGN_IN}:
        return Verdict.INFRASTRUCTURE
    if code in _SIGN_IN_CODES:
        return Verdict.MISCONFIGURED
    if phase is Phase.CONNECT:
        return Verdict.INFRASTRUCTURE
    if phase is Phase.MAIL:  # about our own address or the server's load, not about this mail
        return Verdict.MISCONFIGURED if code in _PERMANENT else Verdict.INFRASTRUCTURE
    return _of_the_message(phase, code, enhanced)


def _of_the_message(phase: Phase, code: int, enhanced: str) -> Verdict:
    if phase is Phase.DOT and code == _OK:
        return Verdict.ACCEPTED
    if code in _TEMPORARY:
        return Verdict.RETRY
    if code not in _PERMANENT:  # no reply code at all: after the dot nobody knows, before it nothing was handed over
        return Verdict.UNCERTAIN if phase is Phase.DOT else Verdict.RETRY
    if enhanced == "5.2.2" or (code == _FULL and not enhanced):
        return Verdict.RETRY  # a full mailbox is emptied one day
    if enhanced in NO_SUCH_MAILBOX or (code in _MOVED_CODES and not enhanced):
        return Verdict.DEAD_MAILBOX
    return Verdict.REFUSED


def classify_loss(phase: Phase) -> Verdict:
    """What a broken connection or a missed deadline means."""
    if phase is Phase.DOT:
        return Verdict.UNCERTAIN
    return Verdict.RETRY if phase in {Phase.RCPT, Phase.DATA} else Verdict.INFRASTRUCTURE


def counts(verdict: Verdict) -> bool:
    """Whether an attempt is held against the mail; a server that takes nothing from anybody is not its fault."""
    return verdict not in {Verdict.INFRASTRUCTURE, Verdict.MISCONFIGURED}


def retry_delay(attempt: int, fraction: float) -> timedelta:
    """Wait before the try after the `attempt`-th (1, 2, …): 60 s doubled each time, at most 6 h, fully spread."""
    return _doubled(RETRY_BASE, attempt - 1, RETRY_CAP) * fraction


def breaker_delay(failures: int, fraction: float) -> timedelta:
    """Rest after the `failures`-th (1, 2, …) failure in a row: 5 s doubled each time, at most 5 min, fully spread."""
    return _doubled(BREAKER_BASE, failures - 1, BREAKER_CAP) * fraction


def _doubled(base: timedelta, times: int, cap: timedelta) -> timedelta:
    return min(base * (1 << max(0, min(times, _LONGEST_DOUBLING))), cap)


def check_lease(lease: timedelta, deadline: timedelta) -> None:
    """Refuse a lease that can run out while the server may still answer: the mail would be sent for ever."""
    if lease <= deadline:
        raise ValueError("MAIL_LEASE_SECONDS must be longer than MAIL_DEADLINE_SECONDS")


def check_rate(per_minute: int, lease: timedelta) -> None:
    """Refuse a limit that means nothing, or a lease so long that a dead sender would keep its place for good."""
    if per_minute < 0:
        raise ValueError("MAIL_PER_MINUTE must be 0 or more")
    if per_minute and lease > LONGEST_LEASE:
        raise ValueError("MAIL_LEASE_SECONDS must be at most 1500 where MAIL_PER_MINUTE is set")
