"""What a password and an address must be, and who may not be switched off: no database."""

import pytest

from tracker.accounts import rules
from tracker.accounts.actor import Role
from tracker.accounts.errors import LastAdministrator, Locked
from tracker.core.errors import Invalid, Refusal

ME = {"email": "hoa.do@example.vn", "full_name": "Đỗ Thị Hoa"}
ADMIN, OFFICE = {Role.ADMINISTRATOR}, {Role.OFFICE}


@pytest.mark.parametrize(
    "password",
    ["một mật khẩu đủ dài", "x7!kQ2#mB9$z", "mưa rơi trên mái ngói cũ", "пароль очень длинный", "a1 b2 c3 d4 e5"],
)
def test_long_unlikely_passwords_are_taken(password):
    rules.check_password(password, **ME)


@pytest.mark.parametrize("length", [1, 11, 129, 5000])
def test_too_short_and_too_long_are_refused_with_the_limits(length):
    with pytest.raises(Invalid) as caught:
        rules.check_password(("abcdefgh1!" * 500)[:length], **ME)
    assert str(caught.value) == f"Mật khẩu dài từ 12 đến 128 ký tự; mật khẩu vừa nhập có {length}."
    assert caught.value.field == "password"


def test_an_accent_typed_apart_counts_once():
    apart = "e\u0302\u0301" * 8  # eight letters ế, in twenty-four signs
    with pytest.raises(Invalid, match="vừa nhập có 8"):
        rules.check_password(apart, **ME)


@pytest.mark.parametrize(
    "password",
    [
        "password12345",
        "Password 2026",
        "matkhau123456",
        "Mật khẩu 123456",
        "123456789012",
        "987654321098",
        "qwertyuiopas",
        "abcdefghijkl",
        "aaaaaaaaaaaaa",
        "abababababab",
        "2026vietnam2026",
        "administrator1",
        "theodoichidao1",
    ],
)
def test_what_guessers_try_first_is_refused(password):
    with pytest.raises(Invalid, match="quá dễ đoán"):
        rules.check_password(password, **ME)


@pytest.mark.parametrize("password", ["hoa.do@example.vn", "HOA.DO@EXAMPLE.VN", "hoadoexamplevn"])
def test_ones_own_address_is_no_password(password):
    with pytest.raises(Invalid, match="họ tên hay địa chỉ thư"):
        rules.check_password(password, **ME)


def test_ones_own_name_is_no_password():
    with pytest.raises(Invalid, match="họ tên hay địa chỉ thư"):
        rules.check_password("nguyen van hoang", email="x@example.vn", full_name="Nguyễn Văn Hoàng")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hoa.Do@Example.VN", "hoa.do@example.vn"),
        ("  hoa@example.vn ", "hoa@example.vn"),
        ("hoa@ha\u0300.vn", "hoa@hà.vn"),
        ("hoa+viec@example.vn", "hoa+viec@example.vn"),
    ],
)
def test_addresses_are_kept_in_one_spelling(typed, kept):
    assert rules.check_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "hoa", "hoa@", "@example.vn", "hoa@example", "a b@a.vn", "a@b@a.vn", "a@example..vn", "x" * 300 + "@a.vn"],
)
def test_what_no_mail_could_have_is_refused_beside_the_field(typed):
    with pytest.raises(Invalid) as caught:
        rules.check_email(typed)
    assert caught.value.field == "email"


@pytest.mark.parametrize(
    ("for_email", "for_address", "locked"), [(0, 0, False), (4, 49, False), (5, 0, True), (0, 50, True), (9, 99, True)]
)
def test_the_lock(for_email, for_address, locked):
    if not locked:
        rules.refuse_if_locked(for_email=for_email, for_address=for_address)
        return
    with pytest.raises(Locked):
        rules.refuse_if_locked(for_email=for_email, for_address=for_address)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", ""),
        (None, ""),
        ("x" * 200, "x" * 64),
    ],
)
def test_a_place_is_a_host_or_a_customers_network(address, place):
    assert rules.place_of(address) == place


def test_nobody_locks_themselves_out():
    with pytest.raises(Refusal, match="của mình"):
        rules.check_disable(is_oneself=True, is_administrator=False, other_administrators=5)


@pytest.mark.parametrize(("administrator", "others", "refused"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_the_last_administrator_is_not_disabled(administrator, others, refused):
    if not refused:
        rules.check_disable(is_oneself=False, is_administrator=administrator, other_administrators=others)
        return
    with pytest.raises(LastAdministrator):
        rules.check_disable(is_oneself=False, is_administrator=administrator, other_administrators=others)


@pytest.mark.parametrize(
    ("before", "after", "active", "others", "refused"),
    [
        (ADMIN, OFFICE, True, 0, True),
        (ADMIN, set(), True, 0, True),
        (ADMIN, OFFICE, True, 1, False),
        (ADMIN, ADMIN | OFFICE, True, 0, False),
        (ADMIN, OFFICE, False, 0, False),
        (OFFICE, set(), True, 0, False),
    ],
)
def test_the_last_administrator_keeps_the_role(before, after, active, others, refused):
    if not refused:
        rules.check_roles(before=before, after=after, active=active, other_administrators=others)
        return
    with pytest.raises(LastAdministrator) as caught:
        rules.check_roles(before=before, after=after, active=active, other_administrators=others)
    assert caught.value.field == "roles"
