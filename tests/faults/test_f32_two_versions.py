"""F32: for the time of an upgrade, processes of two versions send from one outbox.

The older one is played by this version without what it brought: it writes no row for itself, knows no pause, no
limit and no priority. The code of the release before, with its own models, is not what runs here.
"""

from tests.faults.fleet import wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE, SCHEDULERS
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, office

PLACES = SCHEDULERS


def test_two_versions_together_send_each_mail_once(place, size, tell):
    people = size(24, 400)
    with (
        place.ground(office(people, due=(DAY, DAY))) as ground,
        SmtpServer(latest_answer=0.02) as server,
        ground.fleet(server, lease=10) as fleet,
    ):
        for number in range(size(2, 4)):
            fleet.launch(PATCH="" if number % 2 else "older version")
        wait_until(lambda: ground.mails() == people and not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    assert (findings.mails, findings.extra) == (people, 0)
    tell(f"F32 older and newer together: {findings.line()}")
