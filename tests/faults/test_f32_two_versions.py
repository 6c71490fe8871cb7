"""F32: for the time of an upgrade, processes of two versions send from one outbox.

The older one is played by this version without what it brought: it writes no row for itself, knows no pause, no
limit and no priority. The code of the release before, with its own models, is not what runs here.
"""

from tests.faults.fleet import wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, office


class Gathering:
    """A server with which nobody goes on before so many senders are in the middle of a mail."""

    def __init__(self, number):
        self.number, self.senders = number, set()

    def __call__(self, step, talk):
        if step == "mail":
            self.senders.add(talk.sender)
            wait_until(lambda: len(self.senders) == self.number, PATIENCE)


def test_two_versions_together_send_each_mail_once(place, size, tell):
    people, number = size(40, 400), size(2, 4)  # more than one sender takes at once
    with (
        place.ground(office(people, due=(DAY, DAY))) as ground,
        SmtpServer(Gathering(number), latest_answer=0.02) as server,
        ground.fleet(server) as fleet,
    ):
        versions = {fleet.launch(PATCH=version): version for version in ("", "older version") * (number // 2)}
        wait_until(lambda: ground.mails() == people and not ground.waiting(), PATIENCE, pause=0.1)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
    assert findings.kept, findings
    assert (findings.mails, findings.extra) == (people, 0)
    assert {mail.sender for mail in server.accepted} == set(versions), "each of both versions sent some"
    tell(f"F32 older and newer together: {findings.line()}")
