"""Somebody who has signed in and asks the web server for one page, again and again."""

import contextlib
import hashlib
import socket
import time
import urllib.request
from datetime import timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from tests.faults.fleet import wait_until
from tests.faults.places import PATIENCE
from tests.faults.world import MOMENT
from tracker.accounts.models import SignIn

TOKEN = "the token of one who reads"


def signed_in(account_id, *, now=MOMENT):
    """The rows that let the account's page be asked for."""
    secret = hashlib.sha256(TOKEN.encode()).hexdigest()
    times = {"created_at": now, "expires_at": now + timedelta(days=1)}
    yield SignIn, [{"organization_id": 1, "account_id": account_id, "token_hash": secret, **times}]


class Browser:
    """Asks for `page` with the cookie of that sign-in; remembers how many seconds each answer took."""

    def __init__(self, address, page, key):
        self.url = address + page
        session = Flask(__name__)
        session.secret_key = key
        self.cookie = SecureCookieSessionInterface().get_signing_serializer(session).dumps({"token": TOKEN})

    def ask(self):
        request = urllib.request.Request(self.url, headers={"Cookie": f"tracker={self.cookie}"})
        began = time.monotonic()
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
            assert (answer.status, answer.url) == (200, self.url), "and not the page to sign in"
        return time.monotonic() - began

    def ask_while(self, goes_on, *, most, every=0.05):
        """Ask at most so many times as long as `goes_on()`; the seconds each took."""
        took = []
        while len(took) < most and goes_on():
            took.append(self.ask())
            time.sleep(every)
        return took


def browse(fleet, page, *, workers=2):
    """Start the web server with so many processes; a browser whose page it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    fleet.launch(program="serve", BASE_URL=address, BIND=f"127.0.0.1:{port}", WORKERS=str(workers))
    found = Browser(address, page, fleet.settings["SECRET_KEY"])
    wait_until(lambda: answers(found), PATIENCE, pause=0.1)
    return found


def answers(found):
    with contextlib.suppress(OSError):
        return found.ask()
    return 0


def p95(took):
    return sorted(took)[int(len(took) * 0.95)]
