"""A member does without the reminders before the deadline of one task, and takes that back in the same place."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor
from tracker.core.clock import now
from tracker.core.languages import gettext as _
from tracker.reminders.mute_actions import mute_task, unmute_task
from tracker.reminders.views import bp


@bp.post("/tasks/<int:task_id>/mute")
def mute(task_id: int) -> ResponseReturnValue:
    """No reminder of this task before its deadline any more, to the one who asks."""
    mute_task(task_id, actor=current_actor(), now=now())
    flash(_("Đã tắt nhắc trước hạn việc này. Quá hạn hoặc bị trả lại vẫn được báo."))
    return redirect(url_for("tasks.task", task_id=task_id, _anchor="reminders"), 303)


@bp.post("/tasks/<int:task_id>/unmute")
def unmute(task_id: int) -> ResponseReturnValue:
    """Reminders before the deadline again; back to one's own page, if that was where the button stood."""
    unmute_task(task_id, actor=current_actor(), now=now())
    flash(_("Đã bật lại nhắc trước hạn việc này."))
    if request.form.get("back") == "me":
        return redirect(url_for("tasks.me"), 303)
    return redirect(url_for("tasks.task", task_id=task_id, _anchor="reminders"), 303)
