"""Numbers as Vietnamese documents write them: 5.466,32 is five thousand and a bit.

Babel is not used. Without strict mode it reads "18.5" as 185; with it, it still takes "1e5", "NaN",
"1_000", "5," and digits of other scripts, and its formatting drops the zero of "9,80".
"""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from tracker.core.words import N_

MAX_INTEGER_DIGITS = 15
MAX_DECIMALS = 6

# A group of thousands never follows a leading zero: "0.500" was meant as 0,5 and must be asked again.
_NUMBER = re.compile(
    r"(?P<sign>[-\u2212]?)(?P<integer>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"
    rf"(?:,(?P<decimals>[0-9]{{1,{MAX_DECIMALS}}}))?"
)
_SWAP = str.maketrans(",.", ".,")


class NotANumber(ValueError):
    """The text is not a number in Vietnamese writing; `text` is what the person typed."""

    message = N_("“%(text)s” không phải là số. Viết như 13 hoặc 9,8 (dấu phẩy trước phần lẻ).")

    def __init__(self, text: str) -> None:
        """Keep the text, so that it can be shown again beside the refusal."""
        super().__init__(text)
        self.text = text


def parse_number(text: str) -> Decimal:
    """Return the exact value, with the decimals as typed ("9,80" gives 9.80).

    Raise NotANumber for anything else than digits, dots between thousands and one decimal comma, and
    for more than 15 digits before or 6 after the comma. Nothing is ever guessed: "18.5" is refused.
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise NotANumber(text)
    integer = match["integer"].replace(".", "")
    if len(integer) > MAX_INTEGER_DIGITS:
        raise NotANumber(text)
    value = Decimal(f"{integer}.{match['decimals'] or ''}")
    return value.copy_negate() if match["sign"] and value else value


def parse_count(text: str) -> int:
    """Return a number of things, zero or more ("09", "3.089"); raise NotANumber for all else."""
    value = parse_number(text)
    if value < 0 or "," in text:
        raise NotANumber(text)
    return int(value)


def format_number(value: Decimal | int) -> str:
    """Return `value` with dots between thousands and every decimal it carries, never an exponent."""
    number = Decimal(value)
    if not number.is_finite():
        message = f"no such number can be shown: {value}"
        raise ValueError(message)
    return f"{number or abs(number):,f}".translate(_SWAP)


def format_percent(numerator: Decimal | int, denominator: Decimal | int, *, places: int = 1) -> str:
    """Return the rate with one decimal or `places`, halves upwards ("41,7 %"), or nothing if there is no whole.

    Babel rounds halves to even, which no reader of a report expects.
    """
    if not denominator:
        return ""
    with localcontext(prec=60):
        rate = Decimal(numerator) * 100 / Decimal(denominator)
        return f"{format_number(rate.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))} %"
