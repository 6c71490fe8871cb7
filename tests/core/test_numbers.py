from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.numbers import NotANumber, format_number, format_percent, parse_count, parse_number

LARGEST = Decimal(10**15 - 1)
NUMBERS = st.decimals(min_value=-LARGEST, max_value=LARGEST, allow_nan=False, places=6) | st.decimals(
    min_value=-1000, max_value=1000, allow_nan=False, places=2
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5.466,32", "5466.32"),
        ("1.101,4", "1101.4"),
        ("371,6", "371.6"),
        ("122,072", "122.072"),
        ("3.089", "3089"),
        ("294,98", "294.98"),
        ("09", "9"),
        ("9,80", "9.80"),
        ("-3,5", "-3.5"),
        ("\u22123,5", "-3.5"),
        ("0,5", "0.5"),
        ("-0,00", "0.00"),
        (" 1.000\u00a0", "1000"),
        ("1000", "1000"),
        ("999.999.999.999.999,999999", "999999999999999.999999"),
    ],
)
def test_a_vietnamese_number_is_read_exactly(text, value):
    assert str(parse_number(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "18.5",
        "12,3,4",
        "1.00.0",
        "",
        " ",
        "abc",
        "NaN",
        "Infinity",
        "1e5",
        "１２",
        "٣",
        "1_000",
        "+5",
        "5,",
        ",5",
        "5.",
        ".5",
        "--5",
        "-",
        "5-",
        "1 000",
        "1\xa0000",
        "0.500",
        "00.100",
        "5.46,32",
        "5466.32",
        "1.0000",
        "5.466,32ha",
        "1,2345678",
        "1234567890123456",
        "1.234.567.890.123.456",
        "5\n6",
        "1/2",
        "5,466.32",
        "–13",
    ],
)
def test_nothing_is_guessed(text):
    with pytest.raises(NotANumber) as refused:
        parse_number(text)
    assert refused.value.text == text
    assert "13" in refused.value.message % {"text": text}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5466.32", "5.466,32"),
        ("9.80", "9,80"),
        ("122.072", "122,072"),
        ("-3.5", "-3,5"),
        ("-1234.50", "-1.234,50"),
        ("0", "0"),
        ("-0.0", "0,0"),
        ("1E+5", "100.000"),
        ("1E-7", "0,0000001"),
        ("999999999999999.999999", "999.999.999.999.999,999999"),
    ],
)
def test_a_number_is_shown_with_the_decimals_it_came_with(value, text):
    assert format_number(Decimal(value)) == text


def test_whole_numbers_are_shown_too_and_what_is_none_is_not():
    assert format_number(3089) == "3.089"
    for nothing in ("NaN", "Infinity", "-Infinity"):
        with pytest.raises(ValueError, match="no such number"):
            format_number(Decimal(nothing))


@given(NUMBERS)
def test_what_is_shown_is_read_back(value):
    assert parse_number(format_number(value)) == value


@given(st.text() | st.text("0123456789.,-", max_size=12))
def test_any_text_is_a_number_or_refused(text):
    try:
        value = parse_number(text)
    except NotANumber:
        return
    assert value.is_finite()
    assert parse_number(format_number(value)) == value


@pytest.mark.parametrize(("text", "count"), [("3.089", 3089), ("09", 9), ("0", 0), (" 6 ", 6), ("21.914", 21914)])
def test_things_are_counted(text, count):
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ["3,5", "6,0", "-1", "3.08", "", "sáu"])
def test_a_count_has_no_part_and_no_sign(text):
    with pytest.raises(NotANumber) as refused:
        parse_count(text)
    assert refused.value.text == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "rate"),
    [
        (15, 36, "41,7 %"),
        (0, 5, "0,0 %"),
        (5, 5, "100,0 %"),
        (0, 0, ""),
        (3, 0, ""),
        (1, 2000, "0,1 %"),  # 0,05: the half goes up
        (33, 2000, "1,7 %"),  # 1,65
        (8345, 10000, "83,5 %"),  # where rounding halves to even shows 83,4
        (16051, 16274, "98,6 %"),
        (2501, 2723, "91,8 %"),
        (50, 4, "1.250,0 %"),
        (Decimal("-1.5"), Decimal(3), "-50,0 %"),
        (LARGEST, Decimal("0.000001"), "99.999.999.999.999.900.000.000,0 %"),
    ],
)
def test_a_rate_has_one_decimal(numerator, denominator, rate):
    assert format_percent(numerator, denominator) == rate
