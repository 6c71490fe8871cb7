"""The buttons that send today's digest at once: to oneself from the profile, to another from the preview."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_account, current_actor, demand
from tracker.accounts.policy import Right
from tracker.core.clock import now
from tracker.core.errors import Invalid
from tracker.core.languages import say
from tracker.reminders.on_wish import Outcome, digest_now
from tracker.reminders.views import bp
from tracker.reminders.wish_words import wish_words
from tracker.web.filters import zone


@bp.post("/account/digest")
def digest_to_me() -> ResponseReturnValue:
    """My digest of today, now."""
    _send(current_account().id)
    return redirect(url_for("accounts.profile", _anchor="mails"), 303)


@bp.post("/reminders/people/<int:account_id>/digest")
def digest_to(account_id: int) -> ResponseReturnValue:
    """Somebody else's digest of today, now."""
    demand(Right.MANAGE_REMINDERS)
    _send(account_id)
    return redirect(url_for("reminders.coming", person=request.form.get("person") or None), 303)


def _send(account_id: int) -> None:
    """Do it and say what became of it."""
    try:
        wish = digest_now(account_id, actor=current_actor(), now=now())
    except Invalid as refusal:
        flash(say(refusal), "error")
        return
    flash(wish_words(wish, zone()), "error" if wish.outcome is Outcome.STUCK else "message")
