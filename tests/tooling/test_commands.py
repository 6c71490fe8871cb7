"""The commands that look after a running product, each called as the console calls it."""

import io
import os
import sys
from datetime import UTC, datetime
from subprocess import PIPE, CompletedProcess, Popen

import pytest
import sqlalchemy as sa
from sqlalchemy import create_engine

from tests.cast import PASSWORD
from tracker import cli
from tracker.accounts.models import Account, AccountRole
from tracker.audit.models import AuditEntry
from tracker.commands import serve
from tracker.core import engines
from tracker.mail.capture import list_mails
from tracker.mail.mailbox import running_mailbox
from tracker.mail.models import OutgoingMail, RestoredMail
from tracker.mail.shared_models import SenderNode, SendingPause
from tracker.organizations.models import Organization
from tracker.schema import revisions


@pytest.fixture
def console(engine_name, request, tmp_path, monkeypatch):
    """An environment with a database of its own, not yet migrated."""
    url = ""
    if engine_name == "postgresql":
        url = request.getfixturevalue("cluster").new_database(f"console_{tmp_path.name[-40:]}")
    for name, value in {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": url,
        "SECRET_KEY": "a secret of the console, long enough",
        "BASE_URL": "https://theodoi.example",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": "1",
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "nhacviec@theodoi.example",
        "DEMO": "no",
        "PASSWORD_TIME_COST": "1",
        "PASSWORD_MEMORY_KIB": "8",
    }.items():
        monkeypatch.setenv(name, value)
    return url or f"sqlite:///{tmp_path / 'tracker.sqlite3'}"


@pytest.fixture
def look(console):
    """Questions to the database of the console."""
    engine = create_engine(console)
    engines.prepare(engine)

    def ask(query):
        with sa.orm.Session(engine) as session:
            return session.scalars(query).all()

    yield ask
    engine.dispose()


@pytest.fixture
def account(console, monkeypatch):
    """An administrator, added by the command."""
    assert cli.main(["db", "upgrade"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    command = ["account", "add", "Quan@Example.vn", "--name", "Bùi Văn Quân", "--role", "administrator"]
    assert cli.main([*command, "--organization", "Đảng ủy xã Sông"]) == 0


def test_a_database_is_brought_up_checked_and_taken_down(console, capsys):
    assert cli.main(["db", "check"]) == 1
    assert "not all have run" in capsys.readouterr().out
    assert cli.main(["db", "upgrade"]) == 0
    assert cli.main(["db", "check"]) == 0
    out = capsys.readouterr().out
    assert "migrations: at head" in out
    assert "drift: 0" in out
    assert cli.main(["db", "downgrade", "base"]) == 0
    assert cli.main(["db", "check"]) == 1


@pytest.fixture
def looks():
    """How often the tables were looked at for the planner."""
    found = []

    def hear(_connection, _cursor, statement, *_rest):
        if statement == "ANALYZE":
            found.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    yield found
    sa.event.remove(sa.Engine, "before_cursor_execute", hear)


KNOWN_ROWS = {
    "sqlite": "SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = 'organization' LIMIT 1",
    "postgresql": "SELECT CAST(reltuples AS INTEGER) FROM pg_class WHERE oid = 'organization'::regclass",
}


def test_after_migrations_and_only_then_the_planner_is_told(account, console, looks):
    assert cli.main(["db", "upgrade"]) == 0
    assert looks == [], "nothing was to be done"
    assert cli.main(["db", "downgrade", revisions()[-2]]) == 0
    assert cli.main(["db", "upgrade"]) == 0
    assert len(looks) == 1
    engine = create_engine(console)
    with engine.connect() as connection:
        known = connection.exec_driver_sql(KNOWN_ROWS[engine.dialect.name]).scalar()
    engine.dispose()
    assert known == 1, "the one organization there is"


def test_the_check_finds_drift(console, capsys, look):
    cli.main(["db", "upgrade"])
    engine = create_engine(console)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE account ADD COLUMN nickname VARCHAR(20)"))
    engine.dispose()
    assert cli.main(["db", "check"]) == 1
    assert "drift: 1\n  " in capsys.readouterr().out


def test_the_check_finds_a_broken_reference_in_an_sqlite_file(console, capsys):
    cli.main(["db", "upgrade"])
    engine = create_engine(console)
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:  # an engine of ours would refuse it
            connection.execute(sa.text("INSERT INTO locality (organization_id, name) VALUES (99, 'x')"))
        assert cli.main(["db", "check"]) == 1
        assert "foreign_key_check: 1 broken" in capsys.readouterr().out
    else:
        with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO locality (organization_id, name) VALUES (99, 'x')"))
    engine.dispose()


def test_the_first_administrator_comes_with_the_organization(account, look):
    (added,) = look(sa.select(Account))
    assert (added.email, added.full_name) == ("quan@example.vn", "Bùi Văn Quân")
    assert look(sa.select(AccountRole.role)) == ["administrator"]
    assert look(sa.select(Organization.name)) == ["Đảng ủy xã Sông"]


@pytest.mark.parametrize(
    ("email", "password"), [("quan@example.vn", PASSWORD), ("no address", PASSWORD), ("moi@example.vn", "ngắn")]
)
def test_an_account_that_cannot_be_is_refused_in_one_line(account, monkeypatch, capsys, look, email, password):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    assert cli.main(["account", "add", email, "--name", "Ai", "--role", "office"]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert len(look(sa.select(Account))) == 1


def test_a_name_that_bears_a_mark_of_secrecy_is_refused(account, monkeypatch, capsys, look):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert cli.main(["account", "add", "moi@example.vn", "--name", "Bình (Tối mật)", "--role", "office"]) == 1
    assert "không nhận tài liệu mật" in capsys.readouterr().err
    assert len(look(sa.select(Account))) == 1


def test_a_test_mail_goes_through_the_outbox_and_shows_the_servers_answer(account, tmp_path, monkeypatch, capsys, look):
    folder = tmp_path / "mails"
    with running_mailbox(folder) as port:
        monkeypatch.setenv("SMTP_PORT", str(port))
        assert cli.main(["mail", "test", "ai@example.vn"]) == 0
    assert "accepted: " in capsys.readouterr().out
    (mail,) = look(sa.select(OutgoingMail))
    assert mail.accepted_reply
    assert [each.to for each in list_mails(folder)] == ["ai@example.vn"]


def test_a_mail_server_that_is_away_is_told_and_the_mail_is_kept(account, capsys, look):
    assert cli.main(["mail", "test", "ai@example.vn"]) == 1
    assert "refused" in capsys.readouterr().out.lower()
    (mail,) = look(sa.select(OutgoingMail))
    assert mail.state == "queued"


def test_a_test_mail_to_no_address_is_refused(account, capsys, look):
    assert cli.main(["mail", "test", "ai"]) == 1
    assert look(sa.select(OutgoingMail)) == []


def test_the_audit_of_reminders_ends_with_the_difference(account, capsys):
    assert cli.main(["reminders", "audit"]) == 0
    assert capsys.readouterr().out.endswith("difference 0\n")


def test_the_audit_is_red_when_something_is_unexplained(account, monkeypatch, capsys):
    monkeypatch.setattr("tracker.mail.ledger.Balance.difference", property(lambda _self: 1))
    assert cli.main(["reminders", "audit"]) == 1


@pytest.fixture
def started(monkeypatch):
    """What the process would have become."""
    commands = []
    monkeypatch.setattr(os, "execv", lambda program, command: commands.append([program, *command]))
    return commands


def test_the_web_server_starts_when_all_is_safe(console, started):
    cli.main(["db", "upgrade"])
    cli.main(["serve", "--bind", "127.0.0.1:8123", "--workers", "3"])
    assert "tracker.app:create_app()" in started[0]
    assert started[0][started[0].index("--bind") + 1] == "127.0.0.1:8123"
    assert started[0][started[0].index("--workers") + 1] == "3"


@pytest.mark.parametrize("command", ["serve", "scheduler"])
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is too short"),
        ("BASE_URL", "http://theodoi.example", "BASE_URL is not encrypted"),
        ("MAIL_LEASE_SECONDS", "10", "MAIL_LEASE_SECONDS"),
    ],
)
def test_an_unsafe_setting_stops_the_start_with_78(console, started, monkeypatch, capsys, command, name, value, said):
    cli.main(["db", "upgrade"])
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stop:
        cli.main([command])
    assert stop.value.code == serve.EX_CONFIG == 78
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert started == []


def test_a_demo_is_no_server(console, started, monkeypatch, capsys):
    cli.main(["db", "upgrade"])
    monkeypatch.setenv("DEMO", "1")
    with pytest.raises(SystemExit) as stop:
        cli.main(["serve"])
    assert stop.value.code == 78
    assert "DEMO is on" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "scheduler"])
def test_a_database_that_lacks_migrations_stops_the_start_with_78(console, started, capsys, command):
    with pytest.raises(SystemExit) as stop:
        cli.main([command])
    assert stop.value.code == 78
    assert "tracker db upgrade" in capsys.readouterr().err
    assert started == []


def test_the_port_comes_from_the_environment(console, started, monkeypatch):
    cli.main(["db", "upgrade"])
    monkeypatch.setenv("PORT", "8321")
    cli.main(["serve"])
    assert "127.0.0.1:8321" in started[0]


def piped(code: str, *, close: bool):
    """The answer and the words of a process whose output is closed after the first line, or read to its end."""
    with Popen([sys.executable, "-c", code], stdout=PIPE, stderr=PIPE, text=True) as process:
        out = process.stdout.readline()
        if close:
            process.stdout.close()
        else:
            out += process.stdout.read()
        said = process.stderr.read()
    return process.returncode, out, said


MANY_LINES = """
import sys
from tracker import cli
from tracker.commands import mail_lines
def preview(_chosen):
    for n in range({n}):
        print("một dòng dài của lịch nhắc", n)
    return 0
mail_lines.reminders_preview = preview
sys.exit(cli.main(["reminders", "preview"]))
"""


@pytest.mark.parametrize("n", [200_000, 3], ids=["more than a pipe holds", "less than a buffer"])
def test_a_reader_that_leaves_early_ends_the_command_quietly(n):
    code, _, said = piped(f"import time\n{MANY_LINES.format(n=n)}", close=True)
    assert said == ""
    assert code in ({cli.READER_LEFT} if n > 3 else {0, cli.READER_LEFT})
    code, out, said = piped(MANY_LINES.format(n=n), close=False)
    assert (code, out.count("\n"), said) == (0, n, "")


def test_a_connection_that_breaks_elsewhere_is_no_quiet_end(monkeypatch):
    def fail(_chosen):
        raise BrokenPipeError("the mail server went away")

    monkeypatch.setattr("tracker.commands.mail_lines.reminders_preview", fail)
    with pytest.raises(BrokenPipeError, match="mail server"):
        cli.main(["reminders", "preview"])


def test_an_unknown_command_ends_with_usage(capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(["nonsense"])
    assert stop.value.code == 2
    assert "usage: tracker" in capsys.readouterr().err


def test_mail_is_stopped_and_let_go_by_the_system_or_by_an_administrator(account, look, capsys):
    assert cli.main(["mail", "resume"]) == 1, "nothing is stopped"
    assert cli.main(["mail", "pause", "--reason", "Đổi máy chủ thư", "--by", "quan@example.vn"]) == 0
    assert cli.main(["mail", "pause"]) == 1
    assert [(pause.reason, pause.detail) for pause in look(sa.select(SendingPause))] == [("by_hand", "Đổi máy chủ thư")]
    assert cli.main(["mail", "resume"]) == 0
    assert look(sa.select(SendingPause)) == []
    assert "Mails leave again." in capsys.readouterr().out
    acted = [(each.action, each.actor_name) for each in look(sa.select(AuditEntry)) if each.subject == "sending"]
    assert acted == [("sending.paused", "Bùi Văn Quân"), ("sending.resumed", "Hệ thống")]


def test_only_an_administrator_with_an_account_acts_by_name(account, look, capsys, console):
    assert cli.main(["mail", "pause", "--by", "nobody@example.vn"]) == 1
    assert "Không có tài khoản nào với địa chỉ này." in capsys.readouterr().err
    change(console, sa.update(AccountRole).values(role="office"))
    assert cli.main(["mail", "pause", "--by", "quan@example.vn"]) == 1
    assert look(sa.select(SendingPause)) == []


def test_after_a_restore_mail_is_let_go_only_when_everything_is_decided(account, look, capsys, console):
    [organization] = look(sa.select(Organization))
    moment = datetime(2026, 5, 12, tzinfo=UTC)
    change(
        console,
        sa.insert(SendingPause).values(name="restored", reason="restored", detail="", since=moment),
        sa.insert(RestoredMail).values(
            organization_id=organization.id, address="an@example.vn", kind="digest", dedupe_key="a", message_id="<a@b>",
            local_day=moment.date(), sent_at=moment, host="may-chu", found_at=moment,
        ),
    )  # fmt: skip
    assert cli.main(["mail", "resume"]) == 1
    assert "Còn 1 thư" in capsys.readouterr().err
    change(console, sa.update(RestoredMail).values(decision="sent"))
    assert cli.main(["mail", "resume"]) == 0


def test_the_clocks_are_told_and_a_difference_is_no_success(account, capsys, console):
    assert cli.main(["clock"]) == 0
    assert "this machine" in capsys.readouterr().out
    row = {"name": "a", "kind": "scheduler", "host": "may-chu", "pid": 7, "skew_seconds": 7200}
    change(console, sa.insert(SenderNode).values(**row, started_at=datetime(2026, 5, 12, tzinfo=UTC)))
    assert cli.main(["clock"]) == 1
    assert "may-chu 7: leapt +7200 s" in capsys.readouterr().out


def change(url, *statements):
    """Meddle with the database of the console."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for each in statements:
            connection.execute(each)
    engine.dispose()


def test_pictures_can_be_taken_by_name(monkeypatch):
    called = []
    monkeypatch.setattr(
        "subprocess.run", lambda command, **_more: called.append(command) or CompletedProcess(command, 3)
    )
    assert cli.main(["screenshots", "mail", "status"]) == 3
    assert called[0][-3:] == ["tests.browser.screenshots", "mail", "status"]
