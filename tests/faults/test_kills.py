"""Senders are killed with -9, wherever they stand; nothing is lost, and only what nobody can know comes twice."""

import os
import signal

import pytest

from tests.faults.fleet import Fleet, wait_until
from tests.faults.oracle import examine
from tests.faults.run_kills import PATIENCE, at_work, outbox, run_faults, run_random_kills, waiting
from tests.faults.smtp_server import SmtpServer

BEFORE_THE_DOT = ("claimed", "guarded", "mail", "rcpt", "body")
IN_THE_WINDOW = ("dot", "accepted")
AFTER_THE_COMMIT = ("settled", "quit")


@pytest.fixture
def server_for(engine_name, request):
    """The PostgreSQL to make databases in; SQLite needs none."""
    return request.getfixturevalue("cluster") if engine_name == "postgresql" else None


def test_random_kills_lose_nothing_and_repeat_only_what_they_hid(engine_name, server_for):
    findings = run_random_kills(engine_name, mails=200, kills=6, schedulers=2, cluster=server_for)
    assert findings.kept, findings
    assert findings.kills == 6


def test_a_kill_at_any_step_loses_nothing(engine_name, server_for):
    steps = (*BEFORE_THE_DOT, *IN_THE_WINDOW, *AFTER_THE_COMMIT)
    findings = run_faults(engine_name, steps, cluster=server_for)
    assert findings.kept, findings
    assert findings.kills == len(steps)
    assert findings.extra == findings.window_kills == len(IN_THE_WINDOW)


def test_a_frozen_sender_wakes_up_and_repeats_nothing_it_no_longer_holds(engine_name, server_for):
    frozen_at = []

    def freeze(step, talk):
        """Stop the first sender for longer than its lease, just before it sends the text of its third mail."""
        if step == "data" and talk.taken == 2 and not frozen_at:
            frozen_at.append(talk.sender)
            os.kill(fleet.pids[talk.sender], signal.SIGSTOP)

    with (
        outbox(engine_name, 30, cluster=server_for) as (app, url, folder),
        SmtpServer(freeze) as server,
        Fleet(url, server.port, folder, lease=2) as fleet,
    ):
        first = fleet.launch()
        wait_until(lambda: frozen_at, PATIENCE)
        second = fleet.launch()
        wait_until(lambda: len(set(server.ids())) == 30, PATIENCE)
        os.kill(fleet.pids[first], signal.SIGCONT)
        wait_until(lambda: not waiting(app), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(app, server.accepted, fleet.pids, fleet.killed)
    assert {mail.sender for mail in server.accepted} == {first, second}
    assert findings.kept, findings
    assert findings.extra == 0


def test_one_process_or_four_send_the_same_mails_once_each(engine_name, server_for):
    with (
        outbox(engine_name, 120, cluster=server_for) as (app, url, folder),
        SmtpServer(latest_answer=0.02) as server,
        Fleet(url, server.port, folder) as fleet,
    ):
        for _ in range(4):
            fleet.launch()
        wait_until(lambda: not waiting(app), PATIENCE, pause=0.1)
        busy = at_work(server, fleet)
        fleet.stop()
        findings = examine(app, server.accepted, fleet.pids, fleet.killed)
    assert findings.kept, findings
    assert (findings.extra, findings.kills) == (0, 0)
    assert len(busy) > 1
