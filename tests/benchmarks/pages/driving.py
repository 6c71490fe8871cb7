"""Browsers that ask each for the next page as soon as they have the last, and time each answer."""

import http.client
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

TIMEOUT = 60
KEPT_FOR = 5
"""Requests over one connection."""
HOST = "localhost"
"""As the base address of the product has it."""


@dataclass
class Visit:
    """One address as one reader asks for it. With a `form` it is posted, with the version of the task in it."""

    path: str
    cookie: str = ""
    form: dict | None = None
    task_id: int | None = None
    version: int = 0


@dataclass(frozen=True)
class Run:
    """What one run of many requests came to."""

    seconds: float
    answers: tuple[float, ...]


def drive(port, visits, requests, connections) -> Run:
    """So many requests over so many connections; each connection has its own share of the addresses."""
    shares = [visits[each::connections] or visits for each in range(connections)]
    each_one = -(-requests // connections)
    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        found = [*threads.map(lambda share: list(ask(port, share, each_one)), shares)]
    seconds = time.perf_counter() - began
    return Run(seconds, tuple(sorted(each for answers in found for each in answers)))


def ask(port, visits, wanted):
    """The seconds of each answer.

    A connection stays with the worker that took it, and two with one worker wait for each other: so each is kept for
    a few requests only, and every run has met both cases often.
    """
    for first in range(0, wanted, KEPT_FOR):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        connection.connect()
        for number in range(first, min(first + KEPT_FOR, wanted)):
            visit = visits[number % len(visits)]
            began = time.perf_counter()
            send(connection, visit)
            answer = connection.getresponse()
            body = answer.read()
            yield time.perf_counter() - began
            check(visit, answer, body)
        connection.close()


def send(connection, visit):
    headers = {"Host": HOST, "Cookie": visit.cookie}
    if visit.form is None:
        connection.request("GET", visit.path, headers=headers)
        return
    form = {**visit.form, "version": str(visit.version), "form_key": secrets.token_hex(16)}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("POST", visit.path, body=urlencode(form), headers=headers)


def check(visit, answer, body):
    """Only the page itself counts: no way to the sign-in, no refusal."""
    if visit.form is None and answer.status == 200:
        return
    if visit.form is not None and answer.status == 303 and visit.path.split("/")[2] in answer.headers["Location"]:
        visit.version += 1
        return
    raise AssertionError(f"{visit.path}: {answer.status} {answer.headers.get('Location')} {body[-1500:].decode()}")
