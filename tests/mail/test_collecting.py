"""Reports that lie in a folder or a mailbox: each taken in once, nothing lost over a failure."""

import pytest
import sqlalchemy as sa

from tests.mail import imap_server
from tests.mail.written import on_holiday, report
from tracker.core import clock
from tracker.core.database import db
from tracker.mail import bounces, breaker, collecting
from tracker.mail.models import Bounce, DeadAddress

AN = "an@example.vn"


@pytest.fixture
def mails(room):
    """Two mails that were sent."""
    ids = [room.mail(address=AN), room.mail(address="binh@example.vn")]
    with room.server():
        room.send()
    return [room.row(mail_id) for mail_id in ids]


@pytest.fixture
def sources(mails):
    return [report(to=mail.address, message_id=mail.message_id, own_id=f"<{mail.id}@mx>") for mail in mails] + [
        on_holiday()
    ]


@pytest.fixture
def folder(room, tmp_path, monkeypatch):
    monkeypatch.setitem(room.app.config, "MAIL_BOUNCES_FOLDER", str(tmp_path))
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def imap(room, monkeypatch):
    """Let the application fetch from a server."""

    def use(server):
        known = {"HOST": "127.0.0.1", "PORT": server.port, "USERNAME": "x", "PASSWORD": "y", "SECURITY": "none"}
        for name, value in known.items():
            monkeypatch.setitem(room.app.config, f"IMAP_{name}", value)

    return use


def collect(room):
    with clock.frozen(room.now):
        collecting.collect()
    db.session.remove()


def kept(room, model=Bounce):
    with room.fresh() as session:
        return session.scalars(sa.select(model).order_by(model.id)).all()


def faults(room):
    db.session.rollback()
    return [place.error for place in collecting.places(db.session())]


def test_without_the_settings_nothing_is_looked_for(room):
    collect(room)
    assert faults(room) == []


def test_a_folder_is_read_and_what_was_read_is_put_aside(room, folder, sources):
    for number, source in enumerate(sources):
        (folder / "new" / f"{number}.mx").write_bytes(source)
    collect(room)
    assert sorted(bounce.address for bounce in kept(room)) == [AN, "binh@example.vn"]
    assert list((folder / "new").iterdir()) == []
    assert sorted(path.name for path in (folder / "cur").iterdir()) == ["0.mx:2,S", "1.mx:2,S", "2.mx:2,S"]
    collect(room)
    assert len(kept(room)) == 2
    assert faults(room) == [""]


@pytest.mark.parametrize("name", ["new", "cur"])
def test_a_folder_that_is_gone_is_told_and_forgotten_when_it_is_back(room, folder, sources, name):
    (folder / name).rmdir()
    collect(room)
    assert "FileNotFoundError" in faults(room)[0]
    (folder / name).mkdir()
    (folder / "new" / "1").write_bytes(sources[0])
    collect(room)
    assert faults(room) == [""]
    assert len(kept(room)) == 1


def test_a_database_that_fails_leaves_the_message_where_it_is(room, folder, sources, monkeypatch):
    (folder / "new" / "1").write_bytes(sources[0])

    def fail(*_args, **_more):
        raise sa.exc.OperationalError("", {}, Exception("away"))

    with monkeypatch.context() as broken:
        broken.setattr(bounces, "_judge", fail)
        with pytest.raises(sa.exc.OperationalError):
            collect(room)
    assert kept(room) == []
    assert [path.name for path in (folder / "new").iterdir()] == ["1"]
    collect(room)
    assert len(kept(room, DeadAddress)) == 1


def test_a_mailbox_is_fetched_and_marked(room, imap, sources):
    with imap_server.ImapServer(sources) as server:
        imap(server)
        collect(room)
        assert server.seen == {1, 2, 3}
        collect(room)
    assert len(kept(room)) == len(kept(room, DeadAddress)) == 2
    assert sum("FETCH" in asked for asked in server.asked) == 3


def test_one_that_cannot_be_marked_is_fetched_again_and_counts_once(room, imap, sources):
    with imap_server.ImapServer(sources[:1], trouble={"STORE": "NO read-only"}) as server:
        imap(server)
        collect(room)
        assert "read-only" in faults(room)[0]
        collect(room)
    assert len(kept(room)) == 1


def test_the_same_reports_in_both_places_count_once(room, folder, imap, sources):
    (folder / "new" / "1").write_bytes(sources[0])
    with imap_server.ImapServer(sources) as server:
        imap(server)
        collect(room)
    assert len(kept(room)) == 2


def test_a_mailbox_that_is_away_harms_neither_the_folder_nor_the_sending(room, folder, imap, sources):
    (folder / "new" / "1").write_bytes(sources[0])
    with imap_server.ImapServer() as server:
        imap(server)
    collect(room)
    assert len(kept(room)) == 1
    assert faults(room)[0] == ""
    assert "refused" in faults(room)[1]
    with room.server():
        room.mail()
        assert room.send() == 1


def test_a_huge_message_is_read_in_part(room, imap, sources):
    with imap_server.ImapServer([sources[0] + b"x" * 3_000_000]) as server:
        imap(server)
        collect(room)
    assert len(kept(room)) == 1


def test_a_fault_has_a_row_of_its_own_beside_that_of_the_mail_server(room):
    breaker.fail("imap x:1", "no", now=room.now)
    assert breaker.allowance(db.session(), "127.0.0.1:1", limit=5, now=room.now) == 5


def test_the_job_is_no_part_of_a_pass():
    """A mailbox that is slow must not let the scheduler look as if it stood still."""
    assert collecting.COLLECT.every_seconds > 60
