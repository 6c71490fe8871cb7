"""The three committees of the seed with their groups, communes and fields of work."""

from tracker.demo.seeds import CommitteeSeed, GroupSeed
from tracker.groups.models import GroupKind

PROVINCE = CommitteeSeed(
    key="hatinh",
    name="Tỉnh ủy Hà Tĩnh",
    short="Tỉnh ủy",
    domain="hatinh.example",
    contact="Văn phòng Tỉnh ủy, số nội bộ 100",
    fields=(),
    groups=(),
)

KY_ANH = CommitteeSeed(
    key="kyanh",
    name="Huyện ủy Kỳ Anh",
    short="Kỳ Anh",
    domain="kyanh.example",
    contact="Văn phòng Huyện ủy, số nội bộ 101",
    fields=(
        "Kinh tế, nông nghiệp",
        "Xây dựng nông thôn mới",
        "Thu, chi ngân sách",
        "Văn hóa, xã hội",
        "An sinh xã hội",
        "Tài nguyên, môi trường",
        "Nội chính, tiếp công dân",
        "Dân vận, thi đua",
    ),
    groups=(
        GroupSeed(
            key="ntm", name="Ban Chỉ đạo nông thôn mới", short="Ban nông thôn mới", kind=GroupKind.STEERING, people=2
        ),
        GroupSeed(
            key="lam",
            name="Đoàn công tác Kỳ Lâm – Kỳ Lạc",
            short="Kỳ Lâm – Kỳ Lạc",
            kind=GroupKind.DELEGATION,
            localities=("Kỳ Lâm", "Kỳ Lạc"),
            people=2,
        ),
        GroupSeed(
            key="van",
            name="Đoàn công tác Kỳ Văn – Kỳ Châu",
            short="Kỳ Văn – Kỳ Châu",
            kind=GroupKind.DELEGATION,
            localities=("Kỳ Văn", "Kỳ Châu"),
            shares=("lam",),
        ),
        GroupSeed(
            key="xuan",
            name="Đoàn công tác Kỳ Tiến – Kỳ Xuân",
            short="Kỳ Tiến – Kỳ Xuân",
            kind=GroupKind.DELEGATION,
            localities=("Kỳ Tiến", "Kỳ Xuân"),
            people=2,
        ),
        GroupSeed(key="chitra", name="Tổ chi trả bồi thường", short="Tổ chi trả", kind=GroupKind.TEAM, people=3),
        GroupSeed(key="thu", name="Tổ thu ngân sách", short="Tổ thu ngân sách", kind=GroupKind.TEAM, people=2),
        GroupSeed(
            key="noichinh", name="Tổ Nội chính, tiếp công dân", short="Tổ Nội chính", kind=GroupKind.TEAM, people=2
        ),
        GroupSeed(
            key="danvan",
            name="Ban Dân vận, thi đua",
            short="Dân vận, thi đua",
            kind=GroupKind.STEERING,
            shares=("noichinh",),
        ),
        GroupSeed(
            key="tckh",
            name="Phòng Tài chính – Kế hoạch",
            short="Phòng TC – KH",
            kind=GroupKind.DEPARTMENT,
        ),
        GroupSeed(
            key="nongnghiep",
            name="Phòng Nông nghiệp và Phát triển nông thôn",
            short="Phòng Nông nghiệp",
            kind=GroupKind.DEPARTMENT,
        ),
        GroupSeed(key="mttq", name="Ủy ban Mặt trận Tổ quốc huyện", short="Mặt trận huyện", kind=GroupKind.FRONT),
        GroupSeed(
            key="ubndxuan",
            name="Ủy ban nhân dân xã Kỳ Xuân",
            short="UBND xã Kỳ Xuân",
            kind=GroupKind.COMMUNE,
            localities=("Kỳ Xuân",),
        ),
    ),
)


def _team(key: str, place: str, people: int, *shares: str) -> GroupSeed:
    return GroupSeed(
        key=key,
        name=f"Tổ công tác {place}",
        short=f"Tổ {place.removeprefix('xã ').removeprefix('thị trấn ')}",
        kind=GroupKind.TEAM,
        localities=(place[:1].upper() + place[1:],),
        people=people,
        shares=shares,
    )


CAN_LOC = CommitteeSeed(
    key="canloc",
    name="Huyện ủy Can Lộc",
    short="Can Lộc",
    domain="canloc.example",
    contact="Văn phòng Huyện ủy, số nội bộ 102",
    fields=(
        "Xây dựng Đảng",
        "Kinh tế, nông nghiệp",
        "Xây dựng nông thôn mới",
        "Nội chính, tiếp công dân",
        "Dân vận, tuyên truyền",
    ),
    groups=(
        _team("giahanh", "xã Gia Hanh", 2),
        _team("khanhloc", "xã Khánh Lộc", 1, "giahanh"),
        _team("thienloc", "xã Thiên Lộc", 2),
        _team("thuanthien", "xã Thuần Thiện", 3),
        _team("thuongloc", "xã Thượng Lộc", 1, "thienloc"),
        _team("tungloc", "xã Tùng Lộc", 2),
        _team("nghen", "thị trấn Nghèn", 2),
        GroupSeed(
            key="nongnghiep",
            name="Phòng Nông nghiệp và Phát triển nông thôn",
            short="Phòng Nông nghiệp",
            kind=GroupKind.DEPARTMENT,
        ),
        GroupSeed(key="tuyengiao", name="Ban Tuyên giáo Huyện ủy", short="Ban Tuyên giáo", kind=GroupKind.DEPARTMENT),
        GroupSeed(key="mttq", name="Ủy ban Mặt trận Tổ quốc huyện", short="Mặt trận huyện", kind=GroupKind.FRONT),
    ),
)

HUONG_KHE = CommitteeSeed(
    key="huongkhe",
    name="Huyện ủy Hương Khê",
    short="Hương Khê",
    domain="huongkhe.example",
    contact="Văn phòng Huyện ủy, số nội bộ 103",
    fields=("Dân vận", "Xây dựng nông thôn mới", "Thi đua, khen thưởng", "An ninh, trật tự"),
    groups=(
        GroupSeed(
            key="danchu",
            name="Ban Chỉ đạo thực hiện Quy chế dân chủ ở cơ sở",
            short="Quy chế dân chủ",
            kind=GroupKind.STEERING,
            people=2,
        ),
        GroupSeed(
            key="danvan", name="Ban Chỉ đạo công tác dân vận", short="Dân vận", kind=GroupKind.STEERING, people=2
        ),
        GroupSeed(
            key="ntm",
            name="Ban Chỉ đạo xây dựng nông thôn mới",
            short="Nông thôn mới",
            kind=GroupKind.STEERING,
            shares=("danvan",),
        ),
        GroupSeed(
            key="anninh",
            name="Ban Chỉ đạo an ninh trật tự, an toàn giao thông",
            short="An ninh, giao thông",
            kind=GroupKind.STEERING,
            people=2,
        ),
        GroupSeed(
            key="kyniem",
            name="Ban Tổ chức kỷ niệm 150 năm thành lập huyện",
            short="Kỷ niệm 150 năm",
            kind=GroupKind.STEERING,
        ),
        GroupSeed(key="congan", name="Công an huyện", short="Công an huyện", kind=GroupKind.DEPARTMENT),
        GroupSeed(key="mttq", name="Ủy ban Mặt trận Tổ quốc huyện", short="Mặt trận huyện", kind=GroupKind.FRONT),
    ),
)

COMMITTEES = (KY_ANH, CAN_LOC, HUONG_KHE)
