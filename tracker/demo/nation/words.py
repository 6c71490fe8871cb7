"""What made-up committees are called and what they ask for: few words, put together in many ways."""

from random import Random

from tracker.core.text import fold

COMMUNE_FIRST = (
    "An",
    "Bình",
    "Cẩm",
    "Đức",
    "Hòa",
    "Kỳ",
    "Lộc",
    "Mỹ",
    "Nam",
    "Phú",
    "Quảng",
    "Sơn",
    "Tân",
    "Thạch",
    "Xuân",
)
COMMUNE_LAST = (
    "Bắc",
    "Châu",
    "Đông",
    "Giang",
    "Hải",
    "Hưng",
    "Khê",
    "Long",
    "Lạc",
    "Phong",
    "Thịnh",
    "Thọ",
    "Trung",
    "Văn",
)

FIELDS = ("Kinh tế, ngân sách", "Nông thôn mới", "Văn hóa – xã hội", "Quốc phòng – an ninh", "Xây dựng Đảng", "Dân vận")
GROUP_WORDS = ("Đoàn công tác số", "Tổ công tác số", "Ban chỉ đạo số")

DO = (
    "Rà soát",
    "Đẩy nhanh",
    "Hoàn thành",
    "Tổ chức kiểm tra",
    "Báo cáo kết quả",
    "Tập trung chỉ đạo",
    "Tháo gỡ khó khăn về",
    "Xây dựng kế hoạch",
    "Giải quyết dứt điểm",
    "Tuyên truyền, vận động về",
)
WHAT = (
    "chi trả bồi thường, hỗ trợ cho các hộ",
    "thu gom, xử lý chất thải rắn sinh hoạt",
    "các tiêu chí nông thôn mới chưa đạt",
    "đơn thư khiếu nại, tố cáo của công dân",
    "thu ngân sách trên địa bàn",
    "sản xuất vụ hè thu và phòng chống dịch bệnh",
    "công tác phát triển đảng viên",
    "bảo đảm an ninh trật tự, an toàn giao thông",
    "giải ngân vốn đầu tư công",
    "chăm lo các đối tượng chính sách",
    "cải cách hành chính, chuyển đổi số",
    "quản lý đất đai, trật tự xây dựng",
)
WHERE = (
    "thôn Đông",
    "thôn Tây",
    "khu phố 1",
    "khu phố 2",
    "các thôn ven biển",
    "toàn xã",
    "các chi bộ trực thuộc",
    "vùng dự án",
)
DONE = (
    "Đã họp phân công, hoàn thành khảo sát và lập danh sách.",
    "Đã thực hiện được quá nửa khối lượng, phần còn lại đúng kế hoạch.",
    "Đã ban hành văn bản chỉ đạo, các chi bộ đang triển khai.",
    "Còn vướng về kinh phí, đã đề nghị cấp trên xem xét.",
)
REPORTED = "Đã hoàn thành toàn bộ nội dung được giao, đề nghị xác nhận."
CLOSING = "Duy trì thường xuyên trong quý, không còn việc tồn đọng."

_FOLDED = {each: fold(each) for each in (*DO, *WHAT, *WHERE)}


def title(chance: Random, number: int) -> tuple[str, str]:
    """A title with its shadow for search. The number makes it one's own."""
    words = (chance.choice(DO), chance.choice(WHAT), chance.choice(WHERE))
    return f"{' '.join(words)} (đợt {number})", f"{' '.join(_FOLDED[each] for each in words)} (dot {number})"
