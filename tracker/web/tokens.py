"""The token that a form carries: signed once for as long as somebody is signed in, not for every page."""

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf

from tracker.web.pieces import Shelf

_NAME = "csrf_token"
"""What Flask-WTF calls it, in the cookie and beside the request."""

_ROOM = 400_000
"""Characters kept of signed tokens: a few thousand people."""


def init_app(app: Flask) -> None:
    """Before each page of somebody who is signed in, lay out the token that was signed for an earlier one.

    A page that lets somebody in or out begins a new token; nobody is signed in before it, or no form comes after.
    """
    signed = Shelf[str](_ROOM)

    @app.before_request
    def take() -> None:
        if g.get("reader") is not None and _NAME in session:
            setattr(g, _NAME, signed.take(session[_NAME], generate_csrf))
