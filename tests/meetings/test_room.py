"""The screen in the meeting room: a secret address, some hours long, that shows one quarter and changes nothing."""

import hashlib
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.house.world import digest
from tracker.audit.models import AuditEntry
from tracker.core.database import db
from tracker.core.errors import Invalid, NotAllowed, NotFound
from tracker.core.quarter import Quarter
from tracker.meetings.models import RoomLink
from tracker.meetings.room_actions import end_room, open_room

Q2 = Quarter(2026, 2)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def work(make):
    for n in range(5):
        make.task(title=f"Việc {n}", due_on=date(2026, 4, 20) + timedelta(days=n), last_update_on=TODAY)
    make.task(title="Việc quý trước", quarter="2026-Q1", lead="b", due_on=date(2026, 3, 1))
    make.task(title="Việc bên kia", lead="d", organization="next", due_on=date(2026, 4, 20))


@pytest.fixture
def token(cast, work):
    return open_room(Q2, 4, actor=cast.hoa, now=NOW)


def rooms(session):
    session.rollback()
    return session.scalars(sa.select(RoomLink)).all()


def at(pages, moment):
    """A stranger's browser at another moment."""
    pages.clients.pop(None, None)
    return pages.of(None, now=moment)


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(pages, session, work, caplog):
    answer = pages.of("hoa").post("/meeting/2026-Q2/room", {"hours": "4"}, status=200)
    [address] = re.findall(r'id="room-address">http://localhost(/room/[\w-]{43})<', answer.text)
    secret = address.removeprefix("/room/")
    [room] = rooms(session)
    assert room.token_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert room.expires_at == NOW + timedelta(hours=4)
    assert secret not in pages.of("hoa").get("/meeting/2026-Q2/room").html
    assert pages.of(None).get(address).h1 == ["Tổ công tác Bắc Sông"]
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert entry.action == "meeting.room_opened"
    assert secret not in repr(vars(entry))
    assert secret not in caplog.text


def test_it_shows_the_same_screens_and_nothing_leads_out(pages, token):
    first = pages.of(None).get(f"/room/{token}")
    assert "Việc 3" in first.text
    assert f"/room/{token}/1?page=2" in first.links
    second = pages.of(None).get(f"/room/{token}/1?page=2")
    assert "Việc 4" in second.text
    for page in (first, second):
        assert all(link.startswith((f"/room/{token}", "#")) for link in page.links), page.links
        assert page.forms == []
        assert "Việc quý trước" not in page.text
        assert "Việc bên kia" not in page.text


def test_its_figures_are_those_of_the_meeting_page(pages, token):
    def figures(page):
        return page.html.split('id="figures"')[1].split('id="steps"')[0].replace(f"/room/{token}/", "/meeting/2026-Q2/")

    signed_in, screen = pages.of("hoa").get("/meeting/2026-Q2/1"), pages.of(None).get(f"/room/{token}/1")
    assert figures(screen).split("<section")[:5] == figures(signed_in).split("<section")[:5]


def test_no_header_and_no_cache_tells_the_address(pages, token):
    visitor = pages.of(None)
    answer = visitor._ask(visitor.client.get, f"/room/{token}/1")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_looking_changes_nothing(pages, token):
    before = digest(db.engine)
    for path in ("", "/1", "/1?page=2", "/9"):
        visitor = pages.of(None)
        visitor._ask(visitor.client.get, f"/room/{token}{path}")
    assert digest(db.engine) == before


@pytest.mark.parametrize("path", ["", "/1"])
def test_it_dies_at_its_time_with_a_page_that_says_so(pages, token, path):
    end = NOW + timedelta(hours=4)
    at(pages, end - timedelta(seconds=1)).get(f"/room/{token}{path}")
    page = at(pages, end).get(f"/room/{token}{path}", status=410)
    assert "Liên kết này có hiệu lực đến 12/05/2026 13:00." in page.text
    assert "Việc" not in page.text.replace("Việc làm", "")
    assert [link for link in page.links if not link.startswith("#")] == []


def test_the_office_ends_it_before_its_time(pages, session, token):
    [room] = rooms(session)
    pages.of("hoa").post(f"/meeting/rooms/{room.id}/end")
    page = pages.of(None).get(f"/room/{token}", status=410)
    assert "Văn phòng đã thu hồi liên kết này lúc 12/05/2026 09:00." in page.text
    session.rollback()
    actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["meeting.room_opened", "meeting.room_ended"]


def test_what_is_over_cannot_be_ended_again(session, cast, token):
    [room] = rooms(session)
    with pytest.raises(Invalid):
        end_room(room.id, actor=cast.hoa, now=NOW + timedelta(hours=5))
    with pytest.raises(NotFound):
        end_room(room.id, actor=cast.lan, now=NOW)
    with pytest.raises(NotAllowed):
        end_room(room.id, actor=cast.tam, now=NOW)


@pytest.mark.parametrize("guess", ["x", "a" * 43, "0"])
def test_a_guess_opens_nothing(pages, token, guess):
    pages.of(None).get(f"/room/{guess}", status=404)
    pages.of(None).get(f"/room/{guess}/1", status=404)


@pytest.mark.parametrize("hours", ["", "1", "24", "99999", "hai", "-2"])
def test_only_two_four_or_eight_hours(pages, session, work, hours):
    pages.of("hoa").post("/meeting/2026-Q2/room", {"hours": hours}, status=422)
    assert rooms(session) == []


@pytest.mark.parametrize("who", ["tam", "kien", "an", "quan", "phuc"])
def test_only_the_office_makes_one(pages, session, work, who):
    pages.of(who).post("/meeting/2026-Q2/room", {"hours": "2"}, status=403)
    assert rooms(session) == []
