"""What a password and an address must be, when a sign-in is locked, and who may not be switched off."""

import ipaddress
import re
import unicodedata
from collections.abc import Set as AbstractSet
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email

from tracker.accounts.actor import Role
from tracker.accounts.errors import LastAdministrator, Locked
from tracker.core.errors import Invalid
from tracker.core.text import fold, normalize_email
from tracker.core.words import N_

# Failures are counted over this time; as many for one address of mail, or from one place, lock it.
FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_PER_EMAIL = 5
FAILURES_PER_ADDRESS = 50
LONGEST_EMAIL = 254
# Characters of a password, accents and spaces included.
SHORTEST = 12
LONGEST = 128

# What guessers try first. Compared without marks, capitals, digits at the end and anything that is no letter.
_COMMON = frozenset(
    {
        "password",
        "passwordpassword",
        "passw",
        "matkhau",
        "matkhaumatkhau",
        "matkhaucuatoi",
        "matkhaumoi",
        "matkhaumacdinh",
        "admin",
        "administrator",
        "adminadmin",
        "administratoradministrator",
        "quantri",
        "quantrivien",
        "vanphong",
        "huyenuy",
        "tinhuy",
        "danguy",
        "dangbo",
        "dangcongsan",
        "vietnam",
        "vietnamvietnam",
        "iloveyou",
        "iloveyouiloveyou",
        "anhyeuem",
        "emyeuanh",
        "welcome",
        "letmein",
        "qwerty",
        "qwertyuiop",
        "qwertyqwerty",
        "qwertyuiopasdfghjkl",
        "asdfghjkl",
        "zxcvbnm",
        "asdf",
        "changeme",
        "changemechangeme",
        "theodoichidao",
        "nhiemvu",
        "dangnhap",
        "xinchao",
        "abc",
        "abcabc",
        "abcd",
        "abcdef",
        "abcdefgh",
        "abcdefghijkl",
        "aa",
        "test",
        "testtest",
        "macdinh",
        "default",
    }
)
_ROWS = ("0123456789" * 3, "9876543210" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_FEWEST_CHARACTERS = 5
_IPV6_SITE = 64


def refuse_if_locked(*, for_email: int, for_address: int) -> None:
    """Raise Locked when there were too many failures within FAILURE_WINDOW."""
    if for_email >= FAILURES_PER_EMAIL or for_address >= FAILURES_PER_ADDRESS:
        raise Locked


def place_of(address: str | None) -> str:
    """Where a request comes from, as counted: one host, or the whole /64 that one IPv6 customer holds."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return (address or "")[:64]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, _IPV6_SITE), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def check_password(password: str, *, email: str, full_name: str, field: str = "password") -> None:
    """Raise Invalid unless the password is 12 to 128 characters that nobody would guess first."""
    plain = unicodedata.normalize("NFC", password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise Invalid(
            N_("Mật khẩu dài từ %(shortest)s đến %(longest)s ký tự; mật khẩu vừa nhập có %(n)s."),
            field=field,
            shortest=SHORTEST,
            longest=LONGEST,
            n=len(plain),
        )
    bare = _bare(plain)
    if bare and bare in {_bare(email), _bare(email.partition("@")[0]), _bare(full_name)}:
        raise Invalid(N_("Mật khẩu không được là họ tên hay địa chỉ thư của chính mình."), field=field)
    if _is_common(bare, plain):
        raise Invalid(N_("Mật khẩu này quá dễ đoán. Ghép vài từ không liên quan với nhau."), field=field)


def check_email(text: str, *, field: str = "email") -> str:
    """The normalised address, or Invalid if no mail could have it. Nothing is asked of the network."""
    email = normalize_email(text)
    try:
        found = validate_email(email, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as error:
        raise Invalid(
            N_("“%(text)s” không phải là địa chỉ thư. Viết như ten@coquan.gov.vn."), field=field, text=text
        ) from error
    normal = normalize_email(found.normalized)
    if len(normal) > LONGEST_EMAIL:
        raise Invalid(N_("Địa chỉ thư dài quá 254 ký tự."), field=field)
    return normal


def check_disable(*, is_oneself: bool, is_administrator: bool, other_administrators: int) -> None:
    """Raise Invalid when the account must stay: one's own, or the last active administrator's."""
    if is_oneself:
        raise Invalid(N_("Không tự khóa tài khoản của mình. Nhờ người quản trị khác."))
    if is_administrator and not other_administrators:
        raise LastAdministrator


def check_roles(
    *, before: AbstractSet[Role], after: AbstractSet[Role], active: bool, other_administrators: int
) -> None:
    """Raise LastAdministrator when the role of administrator would be held by nobody active."""
    if not active or Role.ADMINISTRATOR not in before or Role.ADMINISTRATOR in after:
        return
    if not other_administrators:
        raise LastAdministrator(field="roles")


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _is_common(bare: str, plain: str) -> bool:
    if len(set(plain)) < _FEWEST_CHARACTERS:
        return True
    if any(bare in row for row in _ROWS):
        return bool(bare)
    return re.sub(r"[0-9]+$", "", re.sub(r"^[0-9]+", "", bare)) in _COMMON
