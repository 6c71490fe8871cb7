"""The blueprint of reminders and the way among its pages. The other files of views add theirs to it."""

from typing import Any

from flask import Blueprint, current_app, g, request, url_for

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.languages import gettext as _
from tracker.core.words import N_
from tracker.reminders.box import muted_tasks, reminder_box
from tracker.reminders.calendar_moves import calendar_moves, sees_own_tasks
from tracker.reminders.words import rule_words

bp = Blueprint("reminders", __name__)

# Endpoint, words, and what one must be allowed to go there, in the order of the page.
PLACES = (
    ("reminders.coming", N_("14 ngày tới"), Right.MANAGE_REMINDERS),
    ("reminders.chase_tasks", N_("Đôn đốc"), Right.CHANGE_TASK),
    ("reminders.ladder", N_("Lịch nhắc"), Right.MANAGE_REMINDERS),
)


@bp.context_processor
def ways() -> dict[str, Any]:
    """`ways` for every page of this room: (words, address, whether the reader stands there)."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        return {"ways": []}
    own = Subject(organization_id=actor.organization_id)
    open_ones = [each for each in PLACES if each[0] in current_app.view_functions and allows(actor, each[2], own)]
    return {
        "ways": [(_(words), url_for(endpoint), request.endpoint == endpoint) for endpoint, words, _right in open_ones]
    }


bp.add_app_template_global(reminder_box, "reminder_box")
bp.add_app_template_global(muted_tasks, "muted_tasks")
bp.add_app_template_global(calendar_moves, "calendar_moves")
bp.add_app_template_global(sees_own_tasks, "sees_own_tasks")
bp.add_app_template_filter(rule_words, "reminder_rule")
