"""F01-F10: a process is killed with -9 just after a step. Nothing is lost; only the dot may cost a repeat."""

import pytest

from tests.faults.fleet import LEASE, wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails, office

WRITING = ("lines inserted", "cursor moved")
BEFORE_THE_DOT = ("claimed", "guarded", "mail", "rcpt", "body")
IN_THE_WINDOW = ("dot", "accepted")
AFTER_IT_IS_NOTED = ("noted", "settled", "quit")
MAILS_EACH = 10
STEPS = (*WRITING, *BEFORE_THE_DOT, *IN_THE_WINDOW, *AFTER_IT_IS_NOTED)
SENDING = STEPS[len(WRITING) : -1]


def test_a_kill_after_any_step_loses_nothing_and_repeats_only_what_it_hid(place, tell):
    """One process dies after each step, all on one outbox; then one lives."""
    enough = MAILS_EACH * len(STEPS)
    with place.ground(office(MAILS_EACH)) as ground, SmtpServer() as server, ground.fleet(server) as fleet:
        died_at = {fleet.launch(fault=f"{step}:1", program="scheduler"): step for step in WRITING}
        wait_until(lambda: not set(died_at) - fleet.killed - set(fleet.bury()), PATIENCE)
        assert ground.mails() == 0
        ground.add(mails(enough, first=1000))
        for steps in (SENDING, ("quit",)):  # whoever says goodbye has sent all there is, so nobody may come after
            died_at |= {fleet.launch(fault=f"{step}:1", PATCH="small batches"): step for step in steps}
            wait_until(lambda: fleet.bury() is None or not fleet.alive, PATIENCE)
        fleet.relieve(LEASE)
        wait_until(lambda: ground.mails() > enough and not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    assert (findings.mails, findings.kills) == (enough + MAILS_EACH, len(STEPS))
    assert sorted(died_at[sender] for sender in findings.in_window) == sorted(IN_THE_WINDOW)
    tell(f"F01-F10 one kill after each of {len(STEPS)} steps: {findings.line()}")


@pytest.mark.full_size
@pytest.mark.parametrize("step", STEPS)
def test_many_kills_after_one_step(place, step, tell):
    """Each step by itself, again and again, with new mails each time for the next to die over."""
    kills = 25
    first = office(MAILS_EACH) if step in WRITING else ()  # further mails are numbered here, with nobody else writing
    with place.ground(first) as ground, SmtpServer() as server, ground.fleet(server) as fleet:
        for number in range(kills):
            if step not in WRITING:
                ground.add(mails(MAILS_EACH, first=1000 + number * MAILS_EACH))
            fleet.launch(fault=f"{step}:1", program="scheduler" if step in WRITING else None)
            wait_until(fleet.bury, PATIENCE)
        fleet.relieve(LEASE)
        wait_until(lambda: ground.mails() and not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    assert findings.kills == kills
    if step not in IN_THE_WINDOW:
        assert findings.extra == 0
    tell(f"F{STEPS.index(step) + 1:02d} after {step}: {findings.line()}")
