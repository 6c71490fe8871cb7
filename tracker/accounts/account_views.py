"""The administrator's pages: who has an account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts import account_actions as actions
from tracker.accounts import queries
from tracker.accounts.access import current_account, current_actor, demand
from tracker.accounts.forms import AccountFilter, AccountForm
from tracker.accounts.models import Account
from tracker.accounts.pages import Difference, account_rows, differences
from tracker.accounts.policy import Right
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound, Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.web.filters import local_day
from tracker.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("accounts", __name__)


@bp.get("/admin/accounts")
def accounts() -> ResponseReturnValue:
    """Everybody of the organization, fifty at a time."""
    actor = demand(Right.MANAGE_ACCOUNTS)
    form = AccountFilter(request.args)
    active = {"active": True, "disabled": False}.get(form.state.data or "")
    session = db.session()
    ids = queries.accounts_matching(session, actor.organization_id, text=form.q.data or "", active=active)
    number = page_number()
    shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    seats = queries.seat_names(session, shown, local_day(now()))
    rows = account_rows(queries.accounts_by_id(session, shown), seats)
    filtered = bool(form.q.data or form.state.data)
    return render_template(
        "accounts/accounts.html", page=Page(rows=rows, number=number, total=len(ids)), form=form, filtered=filtered
    )


@bp.route("/admin/accounts/new", methods=["GET", "POST"])
def new_account() -> ResponseReturnValue:
    """Add a person; the answer shows the first password, once."""
    actor = demand(Right.MANAGE_ACCOUNTS)
    form = AccountForm()
    if not form.is_submitted():
        return render_template("accounts/new_account.html", form=form)
    if not form.validate():
        return render_template("accounts/new_account.html", form=form), 422
    password = actions.temporary_password()
    try:
        account = actions.add_account(_details(form), password=password, temporary=True, actor=actor, now=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return render_template("accounts/new_account.html", form=form), refusal.status
    return _password_page(account, password, is_new=True)


@bp.route("/admin/accounts/<int:account_id>", methods=["GET", "POST"])
def edit_account(account_id: int) -> ResponseReturnValue:
    """Change a person's name, address, post or roles."""
    actor = demand(Right.MANAGE_ACCOUNTS)
    account = _account(account_id)
    form = AccountForm(**_stored(account), version=account.version)
    if not form.is_submitted():
        return _edit_page(account, form)
    if not form.validate():
        return _edit_page(account, form, status=422)
    try:
        actions.edit_account(account_id, _details(form), form.version.data, actor=actor, now=now())
    except Stale:
        return _stale_page(account_id, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return _edit_page(account, form, status=refusal.status)
    flash(_("Đã lưu tài khoản."))
    return redirect(url_for("accounts.edit_account", account_id=account_id), 303)


@bp.post("/admin/accounts/<int:account_id>/password")
def reset_password(account_id: int) -> ResponseReturnValue:
    """Give a new password, shown once on this very answer; the person is signed out everywhere."""
    actor = demand(Right.MANAGE_ACCOUNTS)
    password = actions.reset_password(account_id, actor=actor, now=now())
    return _password_page(_account(account_id), password, is_new=False)


@bp.post("/admin/accounts/<int:account_id>/disable")
def disable_account(account_id: int) -> ResponseReturnValue:
    """Lock a person out."""
    actor = demand(Right.MANAGE_ACCOUNTS)
    try:
        actions.disable_account(account_id, actor=actor, now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused_page(account_id, refusal)
    flash(_("Đã khóa tài khoản; mọi máy đang đăng nhập đã bị thoát."))
    return redirect(url_for("accounts.edit_account", account_id=account_id), 303)


@bp.post("/admin/accounts/<int:account_id>/enable")
def enable_account(account_id: int) -> ResponseReturnValue:
    """Let a person in again."""
    actor = demand(Right.MANAGE_ACCOUNTS)
    try:
        actions.enable_account(account_id, actor=actor, now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused_page(account_id, refusal)
    flash(_("Đã mở lại tài khoản."))
    return redirect(url_for("accounts.edit_account", account_id=account_id), 303)


def _account(account_id: int) -> Account:
    found = queries.find_account_in(db.session(), current_actor().organization_id, account_id)
    if found is None:
        raise NotFound
    return found


def _details(form: AccountForm) -> actions.Details:
    return actions.Details(
        email=form.email.data,
        full_name=form.full_name.data,
        post=form.post.data,
        phone=form.phone.data,
        locale=form.locale.data,
        alternative_email=form.alternative_email.data or "",
        roles=form.chosen_roles,
    )


def _stored(account: Account) -> dict[str, object]:
    return {
        "full_name": account.full_name,
        "email": account.email,
        "alternative_email": account.alternative_email,
        "post": account.post,
        "phone": account.phone,
        "locale": account.locale,
        "roles": [str(each.role) for each in account.roles],
    }


def _edit_page(
    account: Account, form: AccountForm, *, status: int = 200, changes: list[Difference] | None = None
) -> ResponseReturnValue:
    seats = queries.seat_names(db.session(), [account.id], local_day(now()))
    html = render_template(
        "accounts/edit_account.html",
        account=account_rows([account], seats)[0],
        form=form,
        is_self=account.id == current_account().id,
        stale=changes is not None,
        changes=changes or [],
    )
    return html, status


def _refused_page(account_id: int, refusal: Refusal) -> ResponseReturnValue:
    account = _account(account_id)
    form = AccountForm(None, **_stored(account), version=account.version)
    form.refuse(refusal)
    return _edit_page(account, form, status=refusal.status)


def _stale_page(account_id: int, form: AccountForm) -> ResponseReturnValue:
    """Both texts side by side; what was typed stays in the form and may be sent again."""
    account = _account(account_id)
    form.version.data = account.version
    return _edit_page(account, form, status=409, changes=differences(form, _stored(account)))


def _password_page(account: Account, password: str, *, is_new: bool) -> ResponseReturnValue:
    return render_template(
        "accounts/new_password.html",
        account_id=account.id,
        name=account.full_name,
        email=account.email,
        password=password,
        is_new=is_new,
    )
