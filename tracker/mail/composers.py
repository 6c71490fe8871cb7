"""Who writes which kind of mail. Rooms above register; the sender asks.

A composer is begun once for all mails of its kind that are written together: there it reads what is true at that
moment. Then it is asked for each mail: it leaves out what that person may not see or needs not hear any more, sets
such lines to CANCELLED with a reason, and gives back the letter, Nothing when no line is left, or NotNow. It may
correct `mail.address` if the person has moved. What it changes on `mail` and its lines is written down when the mail
is begun or ended with, not before. If it raises, that mail waits and is tried again, five times.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import Session

from tracker.mail import test_letter
from tracker.mail.letter import Letter, Nothing, NotNow
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind

Lines = Mapping[int, list[Occurrence]]
"""By mail, the lines that wait in it."""

Writer = Callable[[OutgoingMail], Letter | Nothing | NotNow]
Composer = Callable[[Session, Sequence[OutgoingMail], Lines, datetime], Writer]

_KEY = "mail_composers"


def init_app(app: Flask) -> None:
    """Give the application its composers, with the one this room writes itself."""
    register(app, MailKind.TEST, one_by_one(test_letter.compose))


def register(app: Flask, kind: MailKind, composer: Composer) -> None:
    """Let `composer` write every mail of `kind`."""
    app.extensions.setdefault(_KEY, {})[kind] = composer


def composer_of(kind: MailKind) -> Composer:
    """The composer of a kind; LookupError if no room registered one."""
    composers: dict[MailKind, Composer] = current_app.extensions.get(_KEY, {})
    return composers[kind]


def one_by_one(compose: Callable[[Session, OutgoingMail, list[Occurrence], datetime], Letter | Nothing]) -> Composer:
    """A composer that reads for each mail anew, for kinds of which there are never many."""

    def begin(session: Session, _mails: Sequence[OutgoingMail], lines: Lines, now: datetime) -> Writer:
        return lambda mail: compose(session, mail, lines[mail.id], now)

    return begin
