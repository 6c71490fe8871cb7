"""No page and no file says a word of a restricted task to anybody of another committee, whatever they ask for."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
import sqlalchemy as sa

from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.directives.models import Directive, SourceDocument
from tracker.meetings.models import MeetingNote
from tracker.tasks.models import Evidence, StatusUpdate, Task

BY_SECRET = re.compile(r"^/(room|l|digests|calendar|mailbox)/")
"""Addresses that hold a secret: their committee gave it to whom it wished."""
WORDS = "Hồ sơ đặc thù"


@pytest.fixture
def closed(world):
    """The task of the world is restricted, and whatever can be said of it says the words."""
    with transaction() as session:
        session.execute(sa.update(Task).values(restricted=True, title=WORDS, due_on=date(2026, 4, 20)))
        session.execute(sa.update(Directive).values(quotation=WORDS, start=0, end=len(WORDS)))
        session.execute(sa.update(SourceDocument).values(text=f"{WORDS}. Hết."))
        session.execute(sa.update(StatusUpdate).values(done_text=WORDS, difficulty=WORDS))
        session.execute(sa.update(Evidence).values(name=f"{WORDS}.pdf"))
        session.execute(sa.update(MeetingNote).values(text=WORDS))
        session.execute(sa.insert(AuditEntry), [entry_of(session.scalars(sa.select(Task)).one())])
    return world


def entry_of(task: Task) -> dict:
    return {
        "organization_id": task.organization_id,
        "actor_name": "Văn phòng",
        "at": task.state_since,
        "action": "task.edited",
        "subject": "task",
        "subject_id": task.id,
        "subject_label": WORDS,
        "task_id": task.id,
        "changes": {"title": ["", WORDS]},
        "reason": WORDS,
    }


@pytest.mark.parametrize("name", ["phuc", "lan", "nam"])
def test_nobody_of_another_committee_reads_a_word_of_it(closed, routes, cast, name):
    assert told(closed, routes, cast, name) == []


def test_the_words_are_found_where_they_may_stand(closed, routes, cast):
    """So that finding nothing means something."""
    said = {endpoint for endpoint, _path in told(closed, routes, cast, "hoa")}
    assert said >= {
        "audit.index", "board.board", "board.meeting_screen", "directives.document", "reports.document",
        "reports.report", "reports.workbook", "tasks.index", "tasks.task",
    }  # fmt: skip


def told(world, routes, cast, name) -> list[tuple[str, str]]:
    """Every page that says the words, asked for as it is and as one of the home committee."""
    reading = [endpoint for endpoint, method in routes if method == "GET"]
    home = cast.hoa.organization_id
    paths = [
        (endpoint, f"{world.path(endpoint)}{more}")
        for endpoint in reading
        for more in ("", f"?org={home}&organization={home}", f"?under={home}&view=cards")
        if not BY_SECRET.search(world.path(endpoint))
    ]
    return [(endpoint, path) for endpoint, path in paths if says(world, name, path)]


def says(world, name: str, path: str) -> bool:
    content = world.ask(name, "GET", path).data
    return any(WORDS.encode() in each for each in parts_of(content))


def parts_of(content: bytes) -> list[bytes]:
    """The content, or what is packed in it."""
    if not is_zipfile(BytesIO(content)):
        return [content]
    with ZipFile(BytesIO(content)) as packed:
        return [packed.read(each) for each in packed.namelist()]
