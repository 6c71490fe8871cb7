"""However much there is to say, a mail stays under 60 KB on the wire, and what it leaves out is one link away."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.cast import NOW, TODAY
from tracker.core import clock
from tracker.core.database import db
from tracker.mail.letter import Letter, to_message
from tracker.mail.status import MailKind, OccurrenceKind
from tracker.reminders.chase_rules import LONGEST_TEXT, MOST_TASKS, Reach
from tracker.reminders.chases import Wanted, chase, look_at

from .crowds import crowd, longest_names, speak, tell, wide
from .reading import addresses

MONDAY = datetime(2026, 5, 11, 0, 30, tzinfo=UTC)
LARGEST = 60_000
MANY = {"sqlite": 500, "postgresql": 150}
"""Tasks: what a mail weighs depends on no engine, and to leave some out a fraction is enough."""
MORE = {"vi": r"và (\d+) việc nữa", "en": r"and (\d+) more"}


def bytes_of(letter: Letter) -> int:
    """What really goes over the wire, under the longest names."""
    named = {"to_name": wide(120), "from_name": wide(80), "from_address": "nhacviec@theodoi.example"}
    return len(to_message(letter, mail_id=1, message_id="<1@x>", address="binh@example.vn", date=NOW, **named))


@pytest.fixture
def many(engine_name):
    return MANY[engine_name]


@pytest.fixture
def rows_of(pages):
    """How many tasks the list under an address has: by its heading, and counted over all its pages."""

    def counting(name, href):
        path = href.replace("&amp;", "&").removeprefix("http://localhost")
        found, number = set(), 1
        with clock.frozen(NOW):
            while True:
                text = pages.of(name).get(f"{path}&page={number}").html
                new = set(re.findall(r'href="/tasks/(\d+)"', text)) - found
                if not new:
                    return found
                found, number = found | new, number + 1

    return counting


def check(letter, count, locale, name, rows_of) -> None:
    """Small enough, nothing left uncounted, and the list behind the link has exactly the rest."""
    assert isinstance(letter, Letter)
    assert bytes_of(letter) < LARGEST
    more = int(re.search(MORE[locale], letter.text)[1])
    told = set(re.findall(r"\b(\d{4})\. Ộễ", letter.text))
    assert len(told) == count - more
    (href,) = [each for each in addresses(letter) if "/tasks?" in each]
    assert len(href) < 4000
    assert href.replace("&amp;", "&") in letter.text
    if locale != "vi":
        return  # the same link
    rows = rows_of(name, href)
    assert len(rows) == more
    assert not {f"{int(each):04d}" for each in rows} & told


def test_five_hundred_tasks_of_one_person(make, cast, books, write, rows_of, session, many):
    longest_names(cast)
    ids = crowd(make, cast, many, due_on=TODAY)
    books.open()
    (mail,) = books.mails(account_id=cast.people["binh"].id, kind=MailKind.DIGEST)
    tell(cast, ids, OccurrenceKind.ASSIGNED, "an", text=wide(2000), by=wide(120))
    (notice,) = books.mails(account_id=cast.people["an"].id, kind=MailKind.NOTICE)
    wanted = Wanted(task_ids=tuple(ids[:MOST_TASKS]), reach=Reach.LEAD, text=wide(LONGEST_TEXT))
    chase(
        wanted,
        form_key="one",
        seal=look_at(db.session(), wanted, actor=cast.hoa, day=TODAY).seal,
        actor=cast.hoa,
        now=NOW,
    )
    (chased,) = books.mails(account_id=cast.people["an"].id, kind=MailKind.CHASE)
    for locale in ("vi", "en"):
        speak(locale)
        check(write(mail), many, locale, "binh", rows_of)
        check(write(chased), min(MOST_TASKS, many), locale, "an", rows_of)
        check(write(notice), many, locale, "an", rows_of)


def test_the_lists_of_those_who_watch(make, cast, books, write, rows_of, session, many):
    longest_names(cast)
    crowd(make, cast, many, reported=False, due_on=date(2026, 4, 20), assigned_on=date(2026, 4, 6))
    books.open(now=MONDAY)
    for name in ("tam", "hoa"):
        (mail,) = books.mails(account_id=cast.people[name].id, kind=MailKind.DIGEST)
        for locale in ("vi", "en"):
            speak(locale)
            check(write(mail, now=MONDAY), many, locale, name, rows_of)
