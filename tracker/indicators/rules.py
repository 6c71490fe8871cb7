"""How several values become one, and how far a number has come. Exact decimals in and out.

Nothing is ever invented: where the target is unknown there is no percentage.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

from tracker.indicators.status import Direction, RollUp

_ONE_DECIMAL = Decimal("0.1")
_EXACT = 60  # digits of working precision, more than any sum of printed numbers needs
_MORE_DECIMALS_OF_AN_AVERAGE = 2


def roll_up(values: Sequence[Decimal], rule: RollUp) -> Decimal | None:
    """Return the one value of several, given oldest first; None without any.

    Sums and latest values keep their decimals as reported. An average that does not end is given with two
    decimals more than the values have.
    """
    if not values:
        return None
    if rule is RollUp.LATEST:
        return values[-1]
    with localcontext(prec=_EXACT):
        total = sum(values[1:], values[0])
        return total if rule is RollUp.SUM else _rounded(total / len(values), _decimals(values))


def progress(
    baseline: Decimal | None, target: Decimal | None, current: Decimal | None, direction: Direction
) -> Decimal | None:
    """Return how many percent of the way are done, with one decimal, halves upwards.

    From 200 down to 0, now 100: 50. Without a baseline "higher is better" starts from nothing. None where no
    percentage has a meaning: target or current value unknown, no way to go, or a target on the wrong side.
    """
    if target is None or current is None:
        return None
    if baseline is None and direction is Direction.LOWER:
        return None
    start = baseline or Decimal(0)
    way = target - start
    if way == 0 or (way > 0) != (direction is Direction.HIGHER):
        return None
    with localcontext(prec=_EXACT):
        return ((current - start) * 100 / way).quantize(_ONE_DECIMAL, ROUND_HALF_UP)


def reached(target: Decimal | None, current: Decimal | None, direction: Direction) -> bool | None:
    """Tell whether the target is reached; None while one of the two numbers is unknown."""
    if target is None or current is None:
        return None
    return current >= target if direction is Direction.HIGHER else current <= target


def _decimals(values: Sequence[Decimal]) -> int:
    return max(0, *(-int(value.as_tuple().exponent) for value in values))


def _rounded(value: Decimal, decimals: int) -> Decimal:
    """The value with at least `decimals` decimals, and up to two more where they say something."""
    exact = value.quantize(Decimal(1).scaleb(-decimals - _MORE_DECIMALS_OF_AN_AVERAGE), ROUND_HALF_UP)
    for fewer in range(decimals, decimals + _MORE_DECIMALS_OF_AN_AVERAGE):
        shorter = exact.quantize(Decimal(1).scaleb(-fewer), ROUND_HALF_UP)
        if shorter == exact:
            return shorter
    return exact
