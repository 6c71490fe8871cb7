"""How answers are read and waits are counted. No database."""

from datetime import timedelta

import pytest

from tracker.mail import rules
from tracker.mail.status import Phase, Verdict


@pytest.mark.parametrize(
    ("phase", "code", "reply", "verdict"),
    [
        (Phase.CONNECT, 554, "5.7.1 blocked", Verdict.INFRASTRUCTURE),
        (Phase.CONNECT, 421, "too busy", Verdict.INFRASTRUCTURE),
        (Phase.CONNECT, 535, "5.7.8 wrong password", Verdict.MISCONFIGURED),
        (Phase.CONNECT, 454, "4.7.0 later", Verdict.INFRASTRUCTURE),
        (Phase.MAIL, 530, "5.7.0 sign in first", Verdict.MISCONFIGURED),
        (Phase.MAIL, 550, "5.7.1 sender not allowed", Verdict.MISCONFIGURED),
        (Phase.MAIL, 452, "4.3.1 disk full", Verdict.INFRASTRUCTURE),
        (Phase.MAIL, 421, "4.7.0 enough", Verdict.INFRASTRUCTURE),
        (Phase.RCPT, 450, "4.2.0 greylisted", Verdict.RETRY),
        (Phase.RCPT, 550, "5.1.1 no such user", Verdict.DEAD_MAILBOX),
        (Phase.RCPT, 550, "5.1.10 null MX", Verdict.DEAD_MAILBOX),
        (Phase.RCPT, 550, "5.1.6 moved", Verdict.DEAD_MAILBOX),
        (Phase.RCPT, 551, "not here", Verdict.DEAD_MAILBOX),
        (Phase.RCPT, 553, "name not allowed", Verdict.DEAD_MAILBOX),
        (Phase.RCPT, 553, "5.7.1 not your sender", Verdict.REFUSED),
        (Phase.RCPT, 550, "no", Verdict.REFUSED),  # too vague to silence a person for good
        (Phase.RCPT, 550, "5.7.1 relay denied", Verdict.REFUSED),
        (Phase.RCPT, 552, "5.2.2 mailbox full", Verdict.RETRY),
        (Phase.RCPT, 552, "full", Verdict.RETRY),
        (Phase.RCPT, 421, "bye", Verdict.INFRASTRUCTURE),
        (Phase.RCPT, -1, "gibberish", Verdict.RETRY),
        (Phase.DATA, 554, "no valid recipients", Verdict.REFUSED),
        (Phase.DOT, 250, "queued", Verdict.ACCEPTED),
        (Phase.DOT, 451, "4.3.0 later", Verdict.RETRY),
        (Phase.DOT, 552, "5.3.4 too big", Verdict.REFUSED),
        (Phase.DOT, 554, "5.7.1 spam", Verdict.REFUSED),
        (Phase.DOT, 421, "going down", Verdict.INFRASTRUCTURE),
        (Phase.DOT, -1, "gibberish", Verdict.UNCERTAIN),
    ],
)
def test_an_answer_is_read_by_what_it_answers(phase, code, reply, verdict):
    assert rules.classify(phase, code, rules.enhanced_code(reply)) is verdict


@pytest.mark.parametrize(
    ("phase", "verdict"),
    [
        (Phase.CONNECT, Verdict.INFRASTRUCTURE),
        (Phase.MAIL, Verdict.INFRASTRUCTURE),
        (Phase.RCPT, Verdict.RETRY),
        (Phase.DATA, Verdict.RETRY),
        (Phase.DOT, Verdict.UNCERTAIN),
    ],
)
def test_a_lost_connection_is_uncertain_only_after_the_dot(phase, verdict):
    assert rules.classify_loss(phase) is verdict


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("5.1.1 no", "5.1.1"),
        ("  4.2.0", "4.2.0"),
        ("5.1.10", "5.1.10"),
        ("no 5.1.1", ""),
        ("5.1.1.1 x", ""),
        ("3.1.1 x", ""),
    ],
)
def test_the_enhanced_code_stands_first(reply, code):
    assert rules.enhanced_code(reply) == code


def test_retries_come_further_and_further_apart_up_to_six_hours():
    waits = [rules.retry_delay(attempt, 1.0) for attempt in range(1, 12)]
    assert waits[:4] == [timedelta(seconds=60 * n) for n in (1, 2, 4, 8)]
    assert waits == sorted(waits)
    assert waits[-1] == rules.retry_delay(10_000, 1.0) == timedelta(hours=6)


def test_the_breaker_rests_longer_and_longer_up_to_five_minutes():
    assert [rules.breaker_delay(n, 1.0) for n in (1, 2, 3)] == [timedelta(seconds=s) for s in (5, 10, 20)]
    assert rules.breaker_delay(10_000, 1.0) == timedelta(minutes=5)


def test_waits_are_spread_over_their_whole_length():
    assert rules.retry_delay(3, 0.0) == timedelta(0)
    assert rules.retry_delay(3, 0.5) == timedelta(seconds=120)


def test_only_what_the_mail_itself_met_is_held_against_it():
    free = {verdict for verdict in Verdict if not rules.counts(verdict)}
    assert free == {Verdict.INFRASTRUCTURE, Verdict.MISCONFIGURED}


def test_a_lease_that_ends_before_the_answer_may_come_is_refused():
    minute = timedelta(minutes=1)
    rules.check_lease(2 * minute, minute)
    with pytest.raises(ValueError, match="longer"):
        rules.check_lease(minute, minute)
