"""Reading what was written: mails as their readers see them, and rows as others change them."""

import re
from html import unescape

import sqlalchemy as sa

from tracker.core.database import transaction
from tracker.core.text import clean_line
from tracker.mail.status import OccurrenceState


def words(html):
    """What a reader of the HTML sees, without the preview line."""
    seen = re.sub(r'(?s)<head>.*?</head>|<div style="display:none.*?</div>', " ", html)
    return clean_line(unescape(re.sub(r"<[^>]+>", " ", seen)))


def addresses(letter):
    return set(re.findall(r'href="([^"]+)"', letter.html))


def reasons(books):
    return [line.state_reason for line in books.lines(state=OccurrenceState.CANCELLED)]


def set_on(model, row_id, **values):
    with transaction() as session:
        session.execute(sa.update(model).where(model.id == row_id).values(**values))
