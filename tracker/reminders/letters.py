"""Who writes the mails of this room."""

from flask import Flask

from tracker.mail import composers
from tracker.mail.status import MailKind
from tracker.reminders import digest, notice


def init_app(app: Flask) -> None:
    """Register the composers."""
    composers.register(app, MailKind.DIGEST, digest.compose)
    composers.register(app, MailKind.NOTICE, notice.compose)
