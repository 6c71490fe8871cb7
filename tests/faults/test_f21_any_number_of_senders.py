"""F21: one, two, four or eight senders beside the web's processes send the same mails."""

import contextlib
import socket
import threading
import urllib.request

from tests.faults.fleet import wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, office


def test_any_number_of_senders_sends_the_same_mails(place, size, tell):
    people = size(16, 500)
    numbers = size((1, 3), (1, 2, 4)) if place.has_workers else size((1, 4), (1, 2, 4, 8))
    told = {}
    for number in numbers:
        with (
            place.ground(office(people, due=(DAY, DAY))) as ground,
            SmtpServer(latest_answer=0.01) as server,
            ground.fleet(server) as fleet,
            web(fleet, workers=size(0, 4)) as answers,
        ):
            for _ in range(number):
                fleet.launch()
            wait_until(lambda: ground.mails() == people and not ground.waiting(), PATIENCE, pause=0.1)
            wait_until(lambda: not ground.jobs(), PATIENCE, pause=0.1)
            fleet.stop()
            findings = examine(ground.engine, server.accepted, fleet)
        assert findings.kept, findings
        assert (findings.mails, findings.extra, findings.kills) == (people, 0, 0)
        told[number] = sorted(mail.recipient for mail in server.accepted)
    different = sum(mails != told[numbers[0]] for mails in told.values())
    assert different == 0
    figures = " ".join(f"n={number}:{len(mails)}" for number, mails in told.items())
    tell(f"{figures} mails, diff={different} (pages answered meanwhile: {len(answers)})", promise="P2")


@contextlib.contextmanager
def web(fleet, *, workers):
    """The web server with so many processes, asked for a page all the time; gives the codes of its answers."""
    answers, over = [], threading.Event()
    if not workers:
        yield answers
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    fleet.launch(program="serve", BASE_URL=address, BIND=f"127.0.0.1:{port}", WORKERS=str(workers))
    asking = threading.Thread(target=ask, args=(f"{address}/sign-in", answers, over))
    asking.start()
    try:
        wait_until(lambda: answers, PATIENCE)
        yield answers
    finally:
        over.set()
        asking.join()


def ask(page, answers, over):
    while not over.wait(0.05):
        with contextlib.suppress(OSError), urllib.request.urlopen(page, timeout=5) as answer:
            answers.append(answer.status)
