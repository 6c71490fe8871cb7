"""How soon a further code may be asked for."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tracker.links.rules import AN_HOUR, MOST_CODES, next_code_at


def ago(*minutes):
    return [NOW - timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("of_link", "minutes"),
    [([], None), (ago(0), 1), (ago(3, 0), 5), (ago(9, 5, 0), 15), (ago(50, 40, 30, 20, 0), 15), (ago(20), -19)],
)
def test_each_further_code_waits_longer_and_none_for_long(of_link, minutes):
    free_at = next_code_at(of_link, of_link)
    assert free_at == (None if minutes is None else NOW + timedelta(minutes=minutes))


def test_one_mailbox_is_not_flooded_over_many_links():
    sent = ago(*range(MOST_CODES))
    assert next_code_at([], sent[1:]) is None
    assert next_code_at([], sent) == min(sent) + AN_HOUR
