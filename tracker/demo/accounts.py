"""The people of the demo one can sign in as, with addresses that are easy to remember."""

from dataclasses import dataclass

PASSWORD = "chi-dao-2026"  # noqa: S105 - printed on the demo's own sign-in page

# The seats of people who are no chance: committee and seat, name, the part of the address before the @.
# Seats are a role and its number, or a group and the place in it.
FIXED: dict[tuple[str, str], tuple[str, str]] = {
    ("hatinh", "standing.0"): ("Trần Quang Vinh", "tinhuy"),
    ("hatinh", "office.0"): ("Võ Thị Tuyết", "vanphong"),
    ("hatinh", "administrator.0"): ("Phan Đình Khoa", "quantri"),
    ("kyanh", "office.0"): ("Hồ Thị Nhường", "vanphong"),
    ("kyanh", "office.1"): ("Nguyễn Tiến Lâm", "vanphong2"),
    ("kyanh", "standing.0"): ("Lê Trọng Nghĩa", "thuongtruc"),
    ("kyanh", "inspector.0"): ("Đặng Hữu Kiên", "kiemtra"),
    ("kyanh", "administrator.0"): ("Bùi Sỹ Quân", "quantri"),
    ("kyanh", "chitra.0"): ("Lê Hữu Dũng", "totruong"),
    ("kyanh", "chitra.2"): ("Phạm Thị Hạnh", "thanhvien"),
    ("canloc", "office.0"): ("Trần Thị Ngưỡng", "vanphong"),
    ("canloc", "standing.0"): ("Phan Viết Thông", "thuongtruc"),
    ("canloc", "inspector.0"): ("Ngô Đức Chính", "kiemtra"),
    ("canloc", "administrator.0"): ("Cao Xuân Mạnh", "quantri"),
    ("canloc", "thuanthien.0"): ("Đinh Công Thắng", "totruong"),
    ("canloc", "thuanthien.2"): ("Đặng Quốc Thắng", "thanhvien"),
    ("huongkhe", "office.0"): ("Dương Thị Sáu", "vanphong"),
    ("huongkhe", "standing.0"): ("Trương Đình Bảy", "thuongtruc"),
    ("huongkhe", "inspector.0"): ("Thái Văn Cẩn", "kiemtra"),
    ("huongkhe", "administrator.0"): ("Hà Trọng Tín", "quantri"),
    ("huongkhe", "danvan.0"): ("Lý Thị Hòa", "totruong"),
    ("huongkhe", "danvan.1"): ("Võ Văn Khởi", "thanhvien"),
}


@dataclass(frozen=True, kw_only=True)
class Known:
    """An account that the sign-in page offers."""

    name: str
    post: str
    email: str


SHOWN = tuple(
    Known(name=FIXED[seat][0], post=post, email=f"{FIXED[seat][1]}@{seat[0]}.example")
    for seat, post in (
        (("kyanh", "office.0"), "Văn phòng Huyện ủy Kỳ Anh"),
        (("kyanh", "standing.0"), "Thường trực Huyện ủy Kỳ Anh"),
        (("kyanh", "chitra.0"), "Tổ trưởng Tổ chi trả bồi thường, Kỳ Anh"),
        (("kyanh", "chitra.2"), "Thành viên Tổ chi trả bồi thường, Kỳ Anh"),
        (("kyanh", "inspector.0"), "Ủy ban Kiểm tra Huyện ủy Kỳ Anh (chỉ xem)"),
        (("kyanh", "administrator.0"), "Quản trị hệ thống, Kỳ Anh"),
        (("canloc", "office.0"), "Văn phòng Huyện ủy Can Lộc"),
        (("canloc", "standing.0"), "Thường trực Huyện ủy Can Lộc"),
        (("canloc", "thuanthien.0"), "Tổ trưởng Tổ công tác xã Thuần Thiện, Can Lộc"),
        (("canloc", "thuanthien.2"), "Thành viên Tổ công tác xã Thuần Thiện, Can Lộc"),
        (("huongkhe", "office.0"), "Văn phòng Huyện ủy Hương Khê"),
        (("huongkhe", "standing.0"), "Thường trực Huyện ủy Hương Khê"),
        (("huongkhe", "danvan.1"), "Thành viên Ban Chỉ đạo công tác dân vận, Hương Khê"),
        (("hatinh", "standing.0"), "Thường trực Tỉnh ủy Hà Tĩnh (xem cả ba huyện)"),
        (("hatinh", "office.0"), "Văn phòng Tỉnh ủy Hà Tĩnh"),
        (("hatinh", "administrator.0"), "Quản trị hệ thống, Tỉnh ủy"),
    )
)
