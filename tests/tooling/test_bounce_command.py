"""`tracker mail bounce`, as a mail server pipes a message to it."""

import io
import os

import pytest
import sqlalchemy as sa

from tests.faults.world import committee, fill, mails
from tests.mail.written import on_holiday, report
from tests.tooling.test_commands import console, look  # noqa: F401 - fixtures
from tracker import cli
from tracker.core import engines
from tracker.mail.models import Bounce, DeadAddress


@pytest.fixture
def pipe(console, monkeypatch):  # noqa: F811 - the fixture
    """The command with a message on its input; its exit code."""

    def piping(source, *arguments):
        stream = io.BytesIO(source)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(stream))
        code = cli.main(["mail", "bounce", *arguments])
        return code, stream.closed or stream.read() == b""

    return piping


@pytest.fixture
def sent(console):  # noqa: F811 - the fixture
    """A database with one mail to u1@example.vn."""
    assert cli.main(["db", "upgrade"]) == 0
    engine = sa.create_engine(console)
    engines.prepare(engine)
    fill(engine, [*committee(), *mails(1)])
    engine.dispose()


def test_a_report_is_counted_once_and_the_mail_server_is_content(sent, pipe, look, capsys):  # noqa: F811
    assert pipe(report()) == (0, True)
    assert pipe(report()) == (0, True)
    assert capsys.readouterr().out.splitlines()[-2:] == ["counted", "known"]
    assert len(look(sa.select(Bounce))) == len(look(sa.select(DeadAddress))) == 1


@pytest.mark.parametrize(
    "source", [on_holiday(), b"", b"\xff\x00" * 1000, report(to="ai@x.vn"), report(action="delayed")]
)
def test_what_is_none_of_ours_is_taken_too_or_it_would_come_back_to_a_stranger(sent, pipe, look, source):  # noqa: F811
    assert pipe(source) == (0, True)
    assert look(sa.select(Bounce)) == []


def test_a_message_without_end_is_read_to_its_end(sent, pipe):
    """A mail server takes a pipe that is closed too early for a failure."""
    assert pipe(report() + b"x" * 5_000_000) == (0, True)


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
def test_when_it_cannot_be_taken_now_the_mail_server_keeps_it(sent, pipe, monkeypatch, capsys, name):
    monkeypatch.setitem(os.environ, name, "sqlite:////nowhere/at/all.sqlite3" if name == "DATABASE_URL" else "")
    assert pipe(report())[0] == 75
    assert "not now" in capsys.readouterr().err


def test_a_database_that_lacks_migrations_is_a_failure_that_passes(pipe):
    assert pipe(report())[0] == 75
