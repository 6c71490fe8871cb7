"""Values roll up by their rule, and a percentage stands only where it means something."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.numbers import format_number, parse_number
from tracker.indicators.rules import progress, reached, roll_up
from tracker.indicators.status import Direction, RollUp

VALUES = st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1, max_size=30)


def numbers(*texts):
    return [parse_number(text) for text in texts]


@pytest.mark.parametrize(
    ("rule", "value"),
    [(RollUp.SUM, "25"), (RollUp.LATEST, "15"), (RollUp.AVERAGE, "12,5")],
)
def test_two_months_roll_up_by_rule(rule, value):
    assert format_number(roll_up(numbers("10", "15"), rule)) == value


@pytest.mark.parametrize("rule", list(RollUp))
def test_nothing_reported_rolls_up_to_nothing(rule):
    assert roll_up([], rule) is None


@pytest.mark.parametrize(
    ("texts", "rule", "value"),
    [
        (("5.466,32", "1.101,4"), RollUp.SUM, "6.567,72"),
        (("9,8", "10,2"), RollUp.AVERAGE, "10,0"),
        (("9,80", "9,80"), RollUp.AVERAGE, "9,80"),
        (("1", "1", "2"), RollUp.AVERAGE, "1,33"),
        (("9,8", "9,9", "9,9"), RollUp.AVERAGE, "9,867"),
        (("122,072", "0,1"), RollUp.SUM, "122,172"),
        (("3.089", "3.120"), RollUp.LATEST, "3.120"),
    ],
)
def test_the_decimals_of_the_reports_are_kept(texts, rule, value):
    assert format_number(roll_up(numbers(*texts), rule)) == value


@pytest.mark.parametrize(
    "printed",
    ["5.466,32", "1.101,4", "9", "371,6", "18,5", "294,98", "9,8", "3.089", "122,072", "6", "1.000"],
)
def test_a_printed_value_comes_out_as_it_went_in(printed):
    assert format_number(roll_up(numbers(printed), RollUp.SUM)) == printed


def test_the_money_of_a_payment_programme_is_exact_to_the_last_dong():
    paid = roll_up(numbers("122,072"), RollUp.LATEST) * 10**9
    assert paid == 122_072_000_000
    assert format_number((paid / 3089 / 10**6).quantize(Decimal("0.001"))) == "39,518"


@given(VALUES)
def test_a_sum_loses_nothing(values):
    assert int(roll_up(values, RollUp.SUM) * 100) == sum(int(value * 100) for value in values)


@given(VALUES)
def test_an_average_lies_between_the_least_and_the_greatest(values):
    assert min(values) <= roll_up(values, RollUp.AVERAGE) <= max(values)


@pytest.mark.parametrize(
    ("baseline", "target", "current", "direction", "percent"),
    [
        ("200", "0", "100", Direction.LOWER, "50,0"),
        ("200", "0", "250", Direction.LOWER, "-25,0"),
        (None, "12", "5", Direction.HIGHER, "41,7"),
        ("9,8", "10,8", "10,3", Direction.HIGHER, "50,0"),
        ("10", "20", "25", Direction.HIGHER, "150,0"),
        (None, "8", "0,004", Direction.HIGHER, "0,1"),
    ],
)
def test_progress_is_the_part_of_the_way(baseline, target, current, direction, percent):
    start = parse_number(baseline) if baseline else None
    assert format_number(progress(start, parse_number(target), parse_number(current), direction)) == percent


@pytest.mark.parametrize(
    ("baseline", "target", "current", "direction"),
    [
        pytest.param(None, None, "3.089", Direction.HIGHER, id="total unknown"),
        pytest.param("1", "2", None, Direction.HIGHER, id="nothing reported"),
        pytest.param("5", "5", "5", Direction.HIGHER, id="no way to go"),
        pytest.param(None, "0", "4", Direction.HIGHER, id="nothing to reach"),
        pytest.param(None, "0", "4", Direction.LOWER, id="start unknown"),
        pytest.param("5", "10", "7", Direction.LOWER, id="target above the start"),
        pytest.param("10", "5", "7", Direction.HIGHER, id="target below the start"),
    ],
)
def test_no_percentage_is_invented(baseline, target, current, direction):
    start, goal, now = (parse_number(text) if text else None for text in (baseline, target, current))
    assert progress(start, goal, now, direction) is None


@pytest.mark.parametrize(
    ("target", "current", "direction", "answer"),
    [
        ("10", "10", Direction.HIGHER, True),
        ("10", "9,99", Direction.HIGHER, False),
        ("0", "0", Direction.LOWER, True),
        ("0", "1", Direction.LOWER, False),
        (None, "1", Direction.HIGHER, None),
        ("1", None, Direction.LOWER, None),
    ],
)
def test_a_target_is_reached_from_its_good_side(target, current, direction, answer):
    goal, now = (parse_number(text) if text else None for text in (target, current))
    assert reached(goal, now, direction) is answer
