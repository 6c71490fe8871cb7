"""Reading what was written: mails as their readers see them, and rows as others change them."""

import re
from html import unescape

import sqlalchemy as sa

from tracker.accounts.signed_links import Purpose, read_token
from tracker.core.database import transaction
from tracker.core.text import clean_line
from tracker.mail.status import OccurrenceState


def words(html):
    """What a reader of the HTML sees, without the preview line."""
    seen = re.sub(r'(?s)<head>.*?</head>|<div style="display:none.*?</div>', " ", html)
    return clean_line(unescape(re.sub(r"<[^>]+>", " ", seen)))


def opened(text):
    """The text with each signed link spelt out, so that a test can say whose and what for: /l/<account>-<task>."""

    def spell(found):
        link = read_token(Purpose.UPDATE, found[1])
        return f"/l/{link.account_id}-{link.object_id}"

    return re.sub(r"/l/([\w.-]+)", spell, text)


def addresses(letter):
    return set(re.findall(r'href="([^"]+)"', letter.html))


def reasons(books):
    return [line.state_reason for line in books.lines(state=OccurrenceState.CANCELLED)]


def set_on(model, row_id, **values):
    with transaction() as session:
        session.execute(sa.update(model).where(model.id == row_id).values(**values))
