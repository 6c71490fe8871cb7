"""All that is given to do in the demo: this quarter's three conclusions, and those of the quarter before."""

from tracker.demo import directives_before, directives_can_loc, directives_huong_khe, directives_ky_anh

THIS_QUARTER = (directives_ky_anh.DOCUMENT, directives_can_loc.DOCUMENT, directives_huong_khe.DOCUMENT)
QUARTER_BEFORE = (directives_before.KY_ANH, directives_before.CAN_LOC, directives_before.HUONG_KHE)

# What groups find difficult, whatever the work.
DIFFICULTIES = (
    "Một số hộ đi làm xa, phải hẹn nhiều lần.",
    "Kinh phí hỗ trợ về chậm, xã phải ứng trước.",
    "Thiếu cán bộ chuyên môn, hai xã dùng chung một người.",
    "Mưa kéo dài, khối lượng ngoài trời chưa làm được.",
    "Hồ sơ cũ thất lạc, phải xác minh lại từ đầu.",
)

RETURN_REASON = "Báo cáo chưa nêu số liệu và nơi thực hiện. Bổ sung rồi nộp lại."
