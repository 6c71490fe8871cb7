"""Words of this room for templates: kinds, ratings, and what the trail recorded."""

from collections.abc import Callable
from datetime import date

from tracker.audit.words import ACTION_WORDS, CHANGE_WORDS
from tracker.core.days import format_day
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.tasks.status import KIND_WORDS, SELF_RATING_WORDS, STATE_WORDS, Kind, SelfRating, State

_YES, _NO, _NOTHING = N_("có"), N_("không"), "–"


def kind_word(kind: Kind) -> str:
    """What a task promises."""
    return gettext(KIND_WORDS[kind])


def rating_word(rating: SelfRating | str | None) -> str:
    """The group's own word; anything else is printed as nothing."""
    return gettext(SELF_RATING_WORDS[SelfRating(rating)]) if rating in set(SelfRating) else ""


def action_word(action: str) -> str:
    """What an entry of the trail says was done."""
    return gettext(ACTION_WORDS.get(action, action))


def change_name(name: str) -> str:
    """What it was done to."""
    return gettext(CHANGE_WORDS.get(name, name))


def change_word(value: object, name: str) -> str:
    """A value of the trail as a person would say it."""
    if value is None or value == "":
        return _NOTHING
    if isinstance(value, bool):
        return gettext(_YES if value else _NO)
    text = str(value)
    if name == "state" and text in set(State):
        return gettext(STATE_WORDS[State(text)])
    if name.endswith("_on"):
        return format_day(date.fromisoformat(text))
    return text


FILTERS: dict[str, Callable[..., str]] = {
    "kind_word": kind_word,
    "rating_word": rating_word,
    "action_word": action_word,
    "change_name": change_name,
    "change_word": change_word,
}
