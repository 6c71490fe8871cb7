"""What the pages of this room show, put together from rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.accounts.actor import ROLE_WORDS, SEAT_WORDS
from tracker.accounts.forms import LANGUAGE_WORDS
from tracker.accounts.models import Account, DigestWish, SignIn
from tracker.accounts.queries import SeatName
from tracker.core.languages import gettext
from tracker.web.forms import Form


@dataclass(frozen=True, kw_only=True)
class SeatLine:
    """A group a person sits in, and as what."""

    group_id: int
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Device:
    """A sign-in that still lasts."""

    sign_in_id: int
    since: datetime
    until: datetime
    is_this: bool


@dataclass(frozen=True, kw_only=True)
class ProfilePage:
    """A person's own page."""

    name: str
    post: str
    email: str
    phone: str
    language: str
    organization: str
    roles: tuple[str, ...]
    seats: tuple[SeatLine, ...]
    devices: tuple[Device, ...]
    password_is_temporary: bool
    fewer_digests: bool


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """One line of the list of accounts."""

    account_id: int
    name: str
    post: str
    email: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    disabled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field in which the stored text and the typed one part."""

    label: str
    stored: str
    typed: str


def profile_page(
    account: Account, seats: Iterable[SeatName], sign_ins: Iterable[SignIn], sign_in_id: int
) -> ProfilePage:
    """The profile of the account, seen from the device of `sign_in_id`."""
    return ProfilePage(
        name=account.full_name,
        post=account.post,
        email=account.email,
        phone=account.phone,
        language=LANGUAGE_WORDS[account.locale],
        organization=account.organization.name,
        roles=role_words(account),
        seats=tuple(SeatLine(group_id=s.group_id, name=s.group_name, role=gettext(SEAT_WORDS[s.role])) for s in seats),
        devices=tuple(
            Device(sign_in_id=each.id, since=each.created_at, until=each.expires_at, is_this=each.id == sign_in_id)
            for each in sign_ins
        ),
        password_is_temporary=account.password_changed_at is None,
        fewer_digests=account.digests is DigestWish.DUTIES,
    )


def account_rows(accounts: Iterable[Account], seats: Sequence[SeatName]) -> list[AccountRow]:
    """The lines of the list."""
    return [
        AccountRow(
            account_id=account.id,
            name=account.full_name,
            post=account.post,
            email=account.email,
            roles=role_words(account),
            groups=tuple(seat.short_name for seat in seats if seat.account_id == account.id),
            disabled_at=account.disabled_at,
        )
        for account in accounts
    ]


def role_words(account: Account) -> tuple[str, ...]:
    """The roles of the account in words, in the order of the table of roles."""
    held = {each.role for each in account.roles}
    return tuple(gettext(words) for role, words in ROLE_WORDS.items() if role in held)


def differences(form: Form, stored: Mapping[str, object]) -> list[Difference]:
    """Where a form that came too late differs from what is stored; `stored` maps a field to its value."""
    pairs = {name: (_text(form, name, value), _text(form, name, form[name].data)) for name, value in stored.items()}
    return [
        Difference(label=form[name].label.text, stored=kept, typed=typed)
        for name, (kept, typed) in pairs.items()
        if kept != typed
    ]


def _text(form: Form, name: str, value: object) -> str:
    words = {str(each.value): str(each.label) for each in getattr(form[name], "choices", None) or ()}
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(text for key, text in words.items() if key in {str(each) for each in value})
    if words:
        return words.get(str(value), "")
    if value is None or value == "":
        return ""
    write = getattr(form[name], "write", None)
    return str(write(value)) if write else str(value)
