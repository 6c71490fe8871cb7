"""Marks of secrecy are found in every writing, and the words of everyday work are not taken for them."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.secrecy import secrecy_mark
from tracker.demo.directives import QUARTER_BEFORE, THIS_QUARTER

ANY_TEXT = st.text(st.characters(exclude_categories=()))

MARKED = [
    ("MẬT", "Mật"),
    ("Mật", "Mật"),
    ("ĐẢNG BỘ TỈNH\nTỐI MẬT\nSố 05-BC/TU", "Tối mật"),
    ("* Tuyệt mật *", "Tuyệt mật"),
    ("tối mật", "Tối mật"),
    ("M Ậ T", "Mật"),
    ("M.Ậ.T", "Mật"),
    ("T U Y Ệ T  M Ậ T", "Tuyệt mật"),
    ("Số 05-BC/TU\tMật\tHà Tĩnh", "Mật"),
    ("Số 05 | Tối Mật |", "Tối mật"),
    ("Số 05-BC/TU     Mật", "Mật"),
    ("Số 05-BC/TU MẬT Hà Tĩnh, ngày 05/02/2026", "Mật"),
    ("Số 05-BC/TU – Mật", "Mật"),
    ("Kế hoạch phòng thủ - Tối mật", "Tối mật"),
    ("VĂN PHÒNG MẬT", "Mật"),
    ("Công văn MẬT của Ban Thường vụ", "Mật"),
    ("Báo cáo TUYỆT MẬT về tình hình", "Tuyệt mật"),
    ("Độ mật: mật", "Mật"),
    ("Độ mật: Mật", "Mật"),
    ("độ mật : TỐI MẬT", "Tối mật"),
    ("ĐỘ MẬT: MẬT", "Mật"),
    ("Độ khẩn: Hỏa tốc. Độ mật: Tối mật", "Tối mật"),
    ("Mức độ bảo mật – Tuyệt mật", "Tuyệt mật"),
    ("Mức độ mật: Mật", "Mật"),
    ("Phân loại: Mật", "Mật"),
    ("Loại văn bản: tối mật", "Tối mật"),
    ("Dấu: Tuyệt mật", "Tuyệt mật"),
    ("Báo cáo số 12 (Mật)", "Mật"),
    ("số 12-CV/HU (Mật)", "Mật"),
    ("Số 12-CV/HU (mật)", "Mật"),
    ("[tuyệt mật] Phương án", "Tuyệt mật"),
    ("Phương án \uff08Mật\uff09", "Mật"),
    ("\uff2dẬ\uff34", "Mật"),
    ("Tài liệu mật", "Mật"),
    ("TÀI LIỆU MẬT", "Mật"),
    ("- Tài liệu tuyệt mật.", "Tuyệt mật"),
    ("Văn bản tối mật", "Tối mật"),
    ("Thực hiện công văn mật số 12-CV/HU của Huyện ủy", "Mật"),
    ("Theo Chỉ thị tuyệt mật, số: 5", "Tuyệt mật"),
    ("Mật\nTối mật", "Tối mật"),
    ("Rà soát hộ nghèo\nMẬT\nChi trả trước ngày 15/6", "Mật"),
    (unicodedata.normalize("NFD", "TUYỆT\u00a0MẬT"), "Tuyệt mật"),
    (unicodedata.normalize("NFD", "Độ mật: Mật"), "Mật"),
    ("M\u200bẬT", "Mật"),
    ("MÂT", "Mật"),
    ("TUYET MAT", "Tuyệt mật"),
    ("Tuyet mat", "Tuyệt mật"),
    ("TOI MAT", "Tối mật"),
    ("Bao cao (Tuyet mat)", "Tuyệt mật"),
    ("Bao cao (toi mat)", "Tối mật"),
    ("Do mat: Mat", "Mật"),
    ("DO MAT: TOI MAT", "Tối mật"),
    ("CONG VAN TUYET MAT", "Tuyệt mật"),
]

ORDINARY = [
    "",
    "Giữ bí mật công tác, bảo mật thông tin",
    "Giữ gìn bí mật nhà nước trong giai đoạn mới",
    "Mật độ dân số của xã còn thấp",
    "Giảm mật độ nuôi tôm vụ đông",
    "Hỗ trợ 12 hộ nuôi ong lấy mật",
    "Mật ong Vũ Quang đạt 9,8 tấn",
    "Sản phẩm OCOP: mật ong rừng, mật mía Tân Kỳ",
    "12 hộ nuôi ong, thu 300 lít mật",
    "mật",
    "Đổi mật khẩu thư công vụ trước ngày 15/6",
    "Mật khẩu dài từ 12 ký tự",
    "Loại: mật ong",
    "Tăng cường mật thiết giữa cấp ủy và nhân dân",
    "Mối quan hệ mật thiết, gắn bó",
    "Đón tiếp thân mật các gia đình chính sách",
    "Gặp mặt thân mật nhân ngày 27/7",
    "Mật vụ là phim chiếu trong tuần văn hóa",
    "Xã Mật Sơn, huyện Thanh Hóa",
    "Chùa Mật Tông",
    "Bệnh sỏi mật, viêm túi mật tăng theo mùa",
    "Khám sàng lọc gan mật cho 300 người",
    "Cẩn mật trong bảo vệ đại hội",
    "Không gửi văn bản đóng dấu mật qua hệ thống",
    "Không gửi tài liệu mật qua hệ thống này",
    "Rà soát việc quản lý tài liệu mật tại 12 cơ quan",
    "Tập huấn công tác văn thư, quản lý văn bản mật",
    "Cử cán bộ theo dõi văn bản mật; trang bị máy tính riêng",
    "Đóng dấu Mật theo đúng quy định",
    "Xác định độ mật của văn bản",
    "Xác định đúng độ mật khi soạn thảo",
    'Không nhận tài liệu đóng dấu “MẬT” hoặc "TỐI MẬT"',
    "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "TĂNG CƯỜNG BẢO MẬT, ĐỔI MẬT KHẨU",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT",
    "PHÁT TRIỂN MẬT ONG, GIẢM MẬT ĐỘ NUÔI",
    "MỞ RỘNG MÔ HÌNH NUÔI ONG MẬT",
    "NÂNG SẢN LƯỢNG MẬT LÊN 12 TẤN",
    "ĐÃ GIẢI MẬT",
    "Độ mật: Không",
    "ĐỘ MẬT: THƯỜNG",
    "Độ mật: thường; độ khẩn: hỏa tốc",
    "Nâng mức bảo mật mật khẩu",
    "Quan hệ mật thiết với nhân dân (bí mật)",
    "Các mức: 1. Mật 2. Tối mật",
    "Có ba độ: Mật, Tối mật, Tuyệt mật",
    "Ba độ mật do luật định là Mật, Tối mật và Tuyệt mật",
    "Danh mục bí mật nhà nước độ Tối mật của Đảng",
    "THÂN MẬT",
    "MẬTMÃ",
    "Ban Cơ yếu, ngành mật mã",
    "Kỹ thuật mật mã số 2",
    "Chuyển phát mật thư trong trò chơi lớn của Đoàn",
    "Họp kín, mật đàm không ghi biên bản",
    "Bỏ phiếu kín, bí mật, trực tiếp",
    "Đường mật, bánh kẹo dịp Tết",
    "Lời ngon tiếng mật",
    "Dầu khí, mật rỉ đường làm phân vi sinh",
    "Bà mất ngày 3/5; mắt mờ, mặt trận, mát mẻ",
    "Mat bang ban giao truoc ngay 15/6",
    "(mat bang)",
    "toi mat xe",
    "Do mat: mat bang",
    "TOI MAT XE MAY",
    "Số 12-CV/HU",
    "Báo cáo số 12 (bí mật)",
    "Máy in, máy tính; MAT 12",
    "Tình hình mật độ (người/km2): 312",
    "Trồng keo mật độ 1.600 cây/ha - Mật độ cũ 2.000",
]


@pytest.mark.parametrize(("text", "mark"), MARKED)
def test_a_mark_of_secrecy_is_found(text, mark):
    assert secrecy_mark(text) == mark


@pytest.mark.parametrize(("text", "mark"), MARKED)
def test_letters_in_pieces_hide_no_mark(text, mark):
    assert secrecy_mark(unicodedata.normalize("NFD", text)) == mark


@pytest.mark.parametrize("text", ORDINARY)
def test_the_word_in_a_sentence_is_no_mark(text):
    assert secrecy_mark(text) is None
    assert secrecy_mark(unicodedata.normalize("NFD", text)) is None


def demo_sentences() -> set[str]:
    """Every sentence of the demo's documents, tasks and reports."""
    texts = []
    for document in (*THIS_QUARTER, *QUARTER_BEFORE):
        texts += re.split(r"(?<=[.;:!?])\s+|\n", document.text)
        for directive in document.directives:
            texts += [directive.title, directive.quotation, directive.done, *directive.notes]
    return {text.strip() for text in texts if text.strip()}


def test_no_sentence_of_the_demo_bears_a_mark():
    sentences = demo_sentences()
    assert len(sentences) >= 200
    taken = {text for sentence in sentences for text in (sentence, sentence.upper()) if secrecy_mark(text)}
    assert not taken


@given(ANY_TEXT)
def test_looking_for_marks_never_fails(text):
    assert secrecy_mark(text) in {None, "Mật", "Tối mật", "Tuyệt mật"}


@pytest.mark.parametrize("piece", ["M Ậ T ", "độ mật ", "(", "mật ", "- ", "công văn ", "TỐI ", "a - "])
def test_a_long_hostile_text_is_read_quickly(piece):
    text = (piece * 50_000)[:50_000]
    started = time.process_time()
    secrecy_mark(text)
    assert time.process_time() - started < 1
