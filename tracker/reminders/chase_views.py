"""*Đôn đốc*: choose tasks, write the words, see who gets them, send. Without the preview nothing is sent."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.policy import Right
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotAllowed, NotFound, Refusal
from tracker.core.languages import ngettext, say
from tracker.reminders.chase_page import Choice, attention_first, choice_of, find_chase, recent_chases
from tracker.reminders.chase_rules import OthersNow, Outlook, check_chase
from tracker.reminders.chases import Wanted, chase, look_at
from tracker.reminders.forms import ChaseForm
from tracker.reminders.last_chases import last_chases
from tracker.reminders.views import bp
from tracker.tasks import filters
from tracker.tasks.errors import AlreadyRecorded
from tracker.tasks.filters import Chosen
from tracker.tasks.loading import local_day
from tracker.tasks.queries import almanac


@bp.route("/reminders/chase", methods=["GET", "POST"])
def chase_tasks() -> ResponseReturnValue:
    """Choose and write; `action` says whether to look again, to see the preview, or to send."""
    actor = demand(Right.CHANGE_TASK)
    session = db.session()
    chosen = filters.read(session, actor, attention_first(request.args.to_dict()), now())
    asked = [found for text in request.args.getlist("task") if (found := filters.whole(text)) is not None]
    choice = choice_of(session, actor, chosen, asked)
    form = _form(choice, asked)
    if request.method != "POST":
        form.form_key.data = secrets.token_hex(16)
        return _choose_page(form, choice, chosen, asked)
    if not form.validate() or request.form.get("action") == "edit":
        return _choose_page(form, choice, chosen, asked, 422 if form.errors else 200)
    wanted = _wanted(form, choice)
    faults = check_chase(wanted.text, wanted.task_ids)
    for fault in faults:
        form.refuse(fault)
    if faults:
        return _choose_page(form, choice, chosen, asked, 422)
    if request.form.get("action") != "send":
        return _preview_page(form, wanted)
    return _send(form, wanted, choice, chosen, asked)


@bp.get("/reminders/chases/<int:chase_id>")
def sent_chase(chase_id: int) -> ResponseReturnValue:
    """What was sent by hand, to whom, and what the mail server answered."""
    actor = demand(Right.CHANGE_TASK)
    found = find_chase(db.session(), actor.organization_id, chase_id)
    if found is None:
        raise NotFound
    return render_template("reminders/chase_sent.html", chase=found[0], mails=found[1])


def _form(choice: Choice, asked: list[int]) -> ChaseForm:
    """Posted tasks may have left the page meanwhile, finished: the preview says so of each."""
    rows = [(row.id, f"{row.code}. {row.title}") for group in choice.groups for row in group.rows]
    posted = [found for text in request.form.getlist("tasks") if (found := filters.whole(text)) is not None]
    known = {row_id for row_id, _label in rows}
    rows += [(task_id, "") for task_id in posted if task_id not in known]
    return ChaseForm(
        tasks=rows, groups=[(group.group_id, group.name) for group in choice.groups], data={"tasks": asked}
    )


def _wanted(form: ChaseForm, choice: Choice) -> Wanted:
    ids: list[int] = [*(form.tasks.data or []), *choice.tasks_of(form.groups.data or [])]
    return Wanted(task_ids=tuple(dict.fromkeys(ids)), reach=form.chosen_reach, text=form.text.data or "")


def _send(form: ChaseForm, wanted: Wanted, choice: Choice, chosen: Chosen, asked: list[int]) -> ResponseReturnValue:
    try:
        made, told = chase(
            wanted,
            form_key=form.form_key.data or "",
            seal=form.seal.data or "",
            actor=current_actor(),
            now=now(),
        )
    except AlreadyRecorded as refusal:
        flash(say(refusal))
        return redirect(url_for("reminders.chase_tasks"), 303)
    except OthersNow as refusal:
        return _preview_page(form, wanted, refusal)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return _choose_page(form, choice, chosen, asked, refusal.status)
    flash(ngettext("Đã gửi đôn đốc tới %(n)s người.", "Đã gửi đôn đốc tới %(n)s người.", told))
    return redirect(url_for("reminders.sent_chase", chase_id=made.id), 303)


def _choose_page(
    form: ChaseForm, choice: Choice, chosen: Chosen, asked: list[int], status: int = 200
) -> ResponseReturnValue:
    home = current_actor().organization_id
    html = render_template(
        "reminders/chase.html",
        form=form,
        choice=choice,
        chosen=chosen,
        asked=asked,
        ticked=set(form.tasks.data or []),
        whole=set(form.groups.data or []),
        recent=recent_chases(db.session(), home),
        last=last_chases(db.session(), [group.group_id for group in choice.groups], chosen.days.of(home), now=now()),
        action=request.full_path.rstrip("?"),
    )
    return html, status


def _preview_page(form: ChaseForm, wanted: Wanted, refusal: Refusal | None = None) -> ResponseReturnValue:
    actor = current_actor()
    session = db.session()
    seen: Outlook = look_at(session, wanted, actor=actor, day=local_day(session, actor.organization_id, now()))
    leads = {task.group_ids[0] for task in seen.tasks}
    last = last_chases(session, leads, almanac(session, actor.organization_id, now()), now=now())
    html = render_template(
        "reminders/chase_preview.html",
        form=form,
        wanted=wanted,
        seen=seen,
        last=sorted(last.values(), key=lambda each: (not each.recent, each.group)),
        refusal=say(refusal) if refusal else "",
        action=request.full_path.rstrip("?"),
    )
    return html, refusal.status if refusal else 200
