"""Pages of a person's own filters: keep the one on the screen, give another name, remove, take back."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound, Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.core.languages import say
from tracker.saved_filters import actions
from tracker.saved_filters.actions import NewFilter
from tracker.saved_filters.forms import KeepForm, RenameForm
from tracker.saved_filters.models import SavedFilter
from tracker.saved_filters.queries import filters_of, lately_removed, own_filter
from tracker.saved_filters.strip import Strip, running, strip_of
from tracker.tasks import filters
from tracker.tasks.filters import Chosen, list_href

bp = Blueprint("saved_filters", __name__)


@bp.app_template_global("filter_strip")
def filter_strip(chosen: Chosen) -> Strip:
    """The row of filters over the task list, for its template."""
    return strip_of(db.session(), current_actor(), chosen)


@bp.get("/tasks/filters")
def index() -> ResponseReturnValue:
    """What the reader keeps, and what was removed lately."""
    actor, session = _reader(), db.session()
    return render_template(
        "saved_filters/index.html",
        kept=[(each, list_href(dict(parse_qsl(each.query)))) for each in filters_of(session, actor)],
        removed=lately_removed(session, actor, now()),
    )


@bp.route("/tasks/filters/new", methods=["GET", "POST"])
def keep() -> ResponseReturnValue:
    """Keep the filter that the address spells."""
    actor = _reader()
    chosen = filters.read(db.session(), actor, request.args, now())
    form = KeepForm()
    if not form.validate_on_submit():
        return _keep_page(form, chosen, 422 if form.is_submitted() else 200)
    query = dict(chosen.query)
    if form.follow.data and _may_follow(chosen):
        del query["quarter"]
    new = NewFilter(name=form.name.data, query=urlencode(query), search=chosen.narrow.text)
    try:
        made = actions.keep(new, actor=actor, now=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _keep_page(form, chosen, refusal.status)
    flash(_("Đã lưu bộ lọc “%(name)s”.", name=made.name))
    return redirect(list_href(query), 303)


@bp.route("/tasks/filters/<int:saved_id>", methods=["GET", "POST"])
def rename(saved_id: int) -> ResponseReturnValue:
    """Give a filter another name."""
    actor = _reader()
    found = own_filter(db.session(), saved_id, actor)
    if request.method != "POST":
        form = RenameForm(formdata=None, data={"name": found.name, "version": str(found.version)})
        return render_template("saved_filters/rename.html", form=form, saved=found)
    form = RenameForm()
    try:
        if form.validate():
            actions.rename(saved_id, form.shown_version, form.name.data, actor=actor, now=now())
            flash(_("Đã lưu."))
            return redirect(url_for("saved_filters.index"), 303)
    except NotFound:
        raise
    except Refusal as refusal:
        return _not_renamed(form, saved_id, actor, refusal)
    return render_template("saved_filters/rename.html", form=form, saved=found), 422


@bp.post("/tasks/filters/<int:saved_id>/remove")
def remove(saved_id: int) -> ResponseReturnValue:
    """Remove a filter; its list offers to take that back."""
    return _moved(saved_id, actions.remove, _("Đã xóa bộ lọc “%(name)s”. Có thể khôi phục ở cuối trang này."))


@bp.post("/tasks/filters/<int:saved_id>/restore")
def restore(saved_id: int) -> ResponseReturnValue:
    """Take back what was removed."""
    return _moved(saved_id, actions.restore, _("Đã khôi phục bộ lọc “%(name)s”."))


def _moved(saved_id: int, move: Callable[..., SavedFilter], said: str) -> ResponseReturnValue:
    """Remove a filter or take it back, and say so; `said` has a place for its name."""
    actor = _reader()
    own_filter(db.session(), saved_id, actor)
    try:
        flash(said % {"name": move(saved_id, actor=actor, now=now()).name})
    except Refusal as refusal:
        flash(say(refusal), "error")
    return redirect(url_for("saved_filters.index"), 303)


def _reader() -> Actor:
    """Whoever reads tasks may keep filters, each their own."""
    return demand(Right.SEE_TASKS, hidden=True)


def _may_follow(chosen: Chosen) -> bool:
    """A filter of the quarter that runs can go on with it; a search without a quarter looks in all of them."""
    return chosen.narrow.quarter == str(running(chosen)) and not chosen.narrow.text


def _keep_page(form: KeepForm, chosen: Chosen, status: int) -> ResponseReturnValue:
    html = render_template(
        "saved_filters/keep.html",
        form=form,
        chosen=chosen,
        may_follow=_may_follow(chosen),
        list_href=list_href(chosen.query),
        action=request.full_path.rstrip("?"),
    )
    return html, status


def _not_renamed(form: RenameForm, saved_id: int, actor: Actor, refusal: Refusal) -> ResponseReturnValue:
    """The page with what was typed; after another window's change it can be sent again over what is kept now."""
    found = own_filter(db.session(), saved_id, actor)
    form.refuse(refusal)
    if isinstance(refusal, Stale):
        form.version.data = str(found.version)
    return render_template("saved_filters/rename.html", form=form, saved=found), refusal.status
