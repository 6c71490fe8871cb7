"""The link under every digest: fewer of them, or all of them again, without a password and without a sign-in."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from tracker.accounts.access import public
from tracker.accounts.models import DigestWish
from tracker.accounts.own_actions import choose_digests, digest_wish
from tracker.accounts.queries import actor_of
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.languages import speak
from tracker.links.opening import open_digests
from tracker.links.views import bp
from tracker.web.headers import from_anywhere

ONE_CLICK = "One-Click"
"""What a mail program sends as `List-Unsubscribe` when its own button is pressed (RFC 8058)."""


@bp.route("/digests/<digests_token>", methods=["GET", "POST"])
@public
@from_anywhere
def digests(digests_token: str) -> ResponseReturnValue:
    """Show the choice; a post makes it. Mail programs post from their own servers and follow no redirect."""
    account = open_digests(db.session(), digests_token, visitor=g.actor, now=now())
    speak(account.locale)
    changed = None
    if request.method == "POST":
        actor = actor_of(db.session(), account, now())
        changed = choose_digests(_wanted(), actor=actor, now=now(), by_link=True)
    return render_template(
        "links/digests.html", token=digests_token, fewer=account.digests is DigestWish.DUTIES, changed=changed
    )


def _wanted() -> DigestWish:
    if request.form.get("List-Unsubscribe") == ONE_CLICK:
        return DigestWish.DUTIES
    return digest_wish(request.form.get("digests", ""))
