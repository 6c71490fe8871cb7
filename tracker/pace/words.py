"""The words of the pace."""

from decimal import ROUND_HALF_UP, Decimal

from tracker.core.languages import gettext, ngettext
from tracker.core.numbers import format_number
from tracker.core.words import N_
from tracker.pace.rules import BurnUp, Verdict
from tracker.tasks.words import Standing

_MORE_DECIMALS = 1

VERDICT_WORDS = {
    Verdict.BEHIND: ("risk", N_("Chậm hơn kế hoạch")),
    Verdict.SILENT: ("mute", N_("Chưa có số liệu")),
    Verdict.ON_WAY: ("term", N_("Theo kịp kế hoạch")),
    Verdict.REACHED: ("done", N_("Đạt chỉ tiêu")),
    Verdict.NO_TARGET: ("nodl", N_("Chưa có chỉ tiêu")),
    Verdict.NO_WAY: ("nodl", N_("Không có đường kế hoạch")),
}
PLAIN = {Verdict.ON_WAY, Verdict.REACHED, Verdict.NO_TARGET, Verdict.NO_WAY}


def verdict_standing(verdict: Verdict) -> Standing:
    """A verdict with its icon; only what asks for attention is tinted."""
    key, word = VERDICT_WORDS[verdict]
    return Standing(key=key, word=gettext(word), plain=verdict in PLAIN)


def compared(burn: BurnUp) -> str:
    """What is finished against what has fallen due, as a sentence."""
    if burn.axis.today_at is None:
        return gettext(N_("Quý này chưa bắt đầu."))
    more = burn.finished_now - burn.planned_now
    if more > 0:
        return ngettext(
            "Số hoàn thành nhiều hơn số đã tới hạn %(n)s việc.",
            "Số hoàn thành nhiều hơn số đã tới hạn %(n)s việc.",
            more,
        )
    if more < 0:
        return ngettext(
            "Số hoàn thành ít hơn số đã tới hạn %(n)s việc.",
            "Số hoàn thành ít hơn số đã tới hạn %(n)s việc.",
            -more,
        )
    return gettext(N_("Số hoàn thành bằng số đã tới hạn."))


def about(value: Decimal, decimals: int) -> str:
    """A value that was worked out, with one decimal more than those it came from have, where it says something."""
    exact = value.quantize(Decimal(1).scaleb(-decimals - _MORE_DECIMALS), ROUND_HALF_UP)
    shorter = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return format_number(shorter if shorter == exact else exact)


def decimals_of(*values: Decimal | None) -> int:
    """The most decimals that any of the values has."""
    return max((max(0, -int(each.as_tuple().exponent)) for each in values if each is not None), default=0)
