"""The words of an indicator."""

from enum import StrEnum

from tracker.core.words import N_


class Direction(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"


class RollUp(StrEnum):
    """How the values of several reports become one."""

    SUM = "sum"
    LATEST = "latest"
    AVERAGE = "average"


class Qualifier(StrEnum):
    """The word printed before a value."""

    NONE = ""
    ESTIMATED = "estimated"
    OVER = "over"
    AVERAGE = "average"


DIRECTION_WORDS = {Direction.HIGHER: N_("Càng cao càng tốt"), Direction.LOWER: N_("Càng thấp càng tốt")}
ROLL_UP_WORDS = {
    RollUp.SUM: N_("Cộng các lần báo cáo"),
    RollUp.LATEST: N_("Lấy số mới nhất (lũy kế)"),
    RollUp.AVERAGE: N_("Lấy bình quân"),
}
QUALIFIER_WORDS = {
    Qualifier.NONE: "",
    Qualifier.ESTIMATED: N_("ước đạt"),
    Qualifier.OVER: N_("trên"),
    Qualifier.AVERAGE: N_("bình quân"),
}
