"""Where each person can go is decided in one place, by their rights alone."""

import pytest

from tracker.accounts.actor import Actor, Role, Seat, SeatRole
from tracker.navigation import tabs

HOME = 1


def actor(*roles, seats=False, organizations=(HOME,)) -> Actor:
    reading = set(roles) & {Role.OFFICE, Role.STANDING_COMMITTEE, Role.INSPECTOR}
    return Actor(
        account_id=1,
        organization_id=HOME,
        name="Một người",
        roles=frozenset(roles),
        seats=(Seat(group_id=5, role=SeatRole.MEMBER),) if seats else (),
        reads=frozenset(organizations) if reading else frozenset(),
    )


def labels(places) -> list[str]:
    return [each.label for each in places]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (actor(seats=True), ["Việc của tôi", "Bảng tiến độ", "Nhiệm vụ của tổ"]),
        (
            actor(Role.OFFICE),
            ["Bảng tiến độ", "Nhiệm vụ", "Chờ xác nhận", "Văn bản", "Đoàn, tổ", "Nhắc việc", "Nhật ký"],
        ),
        (
            actor(Role.OFFICE, seats=True),
            ["Bảng tiến độ", "Việc của tôi", "Nhiệm vụ", "Chờ xác nhận", "Văn bản", "Đoàn, tổ", "Nhắc việc", "Nhật ký"],
        ),
        (actor(Role.STANDING_COMMITTEE), ["Bảng tiến độ", "Nhiệm vụ", "Văn bản", "Đoàn, tổ", "Nhật ký"]),
        (actor(Role.INSPECTOR), ["Bảng tiến độ", "Nhiệm vụ", "Văn bản", "Đoàn, tổ", "Nhật ký"]),
        (
            actor(Role.ADMINISTRATOR),
            [
                "Người dùng",
                "Đoàn, tổ",
                "Lĩnh vực",
                "Cơ cấu tổ chức",
                "Lịch làm việc",
                "Nhắc việc",
                "Tình trạng gửi thư",
                "Nhật ký",
            ],
        ),
        (actor(), []),
    ],
)
def test_tabs_over_the_page(who, expected):
    assert labels(tabs.tabs_of(who)) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (actor(seats=True), ["me", "board", "tasks", "more"]),
        (actor(Role.OFFICE), ["board", "review", "tasks", "more"]),
        (actor(Role.STANDING_COMMITTEE), ["board", "tasks", "documents", "more"]),
        (actor(Role.INSPECTOR), ["board", "tasks", "audit", "more"]),
        (actor(Role.ADMINISTRATOR), ["accounts", "groups", "audit", "more"]),
        (actor(), ["more"]),
    ],
)
def test_the_phone_has_three_places_and_the_way_to_all_others(who, expected):
    assert [each.key for each in tabs.phone_tabs_of(who)] == expected


def test_what_the_office_seldom_sets_stands_among_all_places():
    office = actor(Role.OFFICE)
    assert set(labels(tabs.places_of(office))) - set(labels(tabs.tabs_of(office))) == {
        "Lĩnh vực",
        "Lịch làm việc",
        "Tình trạng gửi thư",
    }


@pytest.mark.parametrize(
    ("who", "waits", "endpoint"),
    [
        (actor(seats=True), True, "tasks.me"),
        (actor(Role.OFFICE), True, "tasks.review"),
        (actor(Role.OFFICE), False, "board.index"),
        (actor(Role.STANDING_COMMITTEE), True, "board.index"),
        (actor(Role.INSPECTOR, seats=True), False, "board.index"),
        (actor(Role.ADMINISTRATOR), False, "accounts.accounts"),
        (actor(Role.ADMINISTRATOR, seats=True), False, "tasks.me"),
        (actor(), False, "navigation.more"),
    ],
)
def test_everybody_begins_where_their_work_is(who, waits, endpoint):
    assert tabs.landing(who, something_waits=waits) == endpoint


@pytest.mark.parametrize(
    ("endpoint", "key"),
    [
        ("board.board", "board"),
        ("tasks.me", "me"),
        ("tasks.task", "tasks"),
        ("tasks.review", "review"),
        ("directives.new", "documents"),
        ("accounts.new_account", "accounts"),
        ("accounts.profile", "more"),
        ("web.asset", ""),
        (None, ""),
    ],
)
def test_the_tab_that_is_marked(endpoint, key):
    assert tabs.current(endpoint) == key


def test_no_two_tabs_of_a_person_share_a_key():
    for who in (actor(seats=True), actor(Role.OFFICE, Role.ADMINISTRATOR, seats=True), actor(Role.ADMINISTRATOR)):
        keys = [each.key for each in tabs.tabs_of(who)]
        assert len(keys) == len(set(keys))
