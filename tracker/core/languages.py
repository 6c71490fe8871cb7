"""Vietnamese is the source language; the English twins are read from `translations/en.po` as it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tracker.core.errors import Refusal
from tracker.core.paths import TRANSLATIONS

LANGUAGES = ("vi", "en")
_speaking: ContextVar[str] = ContextVar("speaking", default="vi")


def language() -> str:
    """The language being spoken: set for each request, and for each mail."""
    return _speaking.get()


def speak(locale: str) -> None:
    """Speak `locale` from now on in this request; anything unknown is Vietnamese."""
    _speaking.set(locale if locale in LANGUAGES else "vi")


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak `locale` for a while: one mail."""
    before = _speaking.get()
    speak(locale)
    try:
        yield
    finally:
        _speaking.set(before)


def gettext(text: str, /, **params: object) -> str:
    """The text in the language being spoken, its `%(name)s` places filled."""
    words = _catalogue(language()).gettext(text) if text else ""
    return words % params if params else words


def ngettext(one: str, many: str, n: int, /, **params: object) -> str:
    """Vietnamese has one form for every number; English has two."""
    return _catalogue(language()).ngettext(one, many, n) % {"n": n, **params}


def plain_gettext(text: str) -> str:
    """The text translated, its places not yet filled: Jinja fills them in by itself, with what it escapes."""
    return _catalogue(language()).gettext(text) if text else ""


def plain_ngettext(one: str, many: str, n: int) -> str:
    """The same for numbers."""
    return _catalogue(language()).ngettext(one, many, n)


def say(refusal: Refusal) -> str:
    """A refusal in the language being spoken."""
    return gettext(refusal.message, **refusal.params)


@cache
def _catalogue(locale: str) -> NullTranslations:
    path = TRANSLATIONS / f"{locale}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)
