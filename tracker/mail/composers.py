"""Who writes which kind of mail. Rooms above register; the delivery asks.

A composer is called in the transaction that hands the mail to the server, so it tells what is true at that
moment. It reads again whether the person is still active and may still see each task, sets lines that are no
longer true to CANCELLED with a reason, and gives back the letter, Nothing when no line is left, or NotNow. It may
correct `mail.address` if the person has moved. If it raises, the mail waits and is tried again, five times.
"""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import Session

from tracker.mail import test_letter
from tracker.mail.letter import Letter, Nothing, NotNow
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind

Composer = Callable[[Session, OutgoingMail, list[Occurrence], datetime], Letter | Nothing | NotNow]

_KEY = "mail_composers"


def init_app(app: Flask) -> None:
    """Give the application its composers, with the one this room writes itself."""
    register(app, MailKind.TEST, test_letter.compose)


def register(app: Flask, kind: MailKind, composer: Composer) -> None:
    """Let `composer` write every mail of `kind`."""
    app.extensions.setdefault(_KEY, {})[kind] = composer


def composer_of(kind: MailKind) -> Composer:
    """The composer of a kind; LookupError if no room registered one."""
    composers: dict[MailKind, Composer] = current_app.extensions.get(_KEY, {})
    return composers[kind]
