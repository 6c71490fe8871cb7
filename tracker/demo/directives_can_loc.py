"""Can Lộc: what the standing board asks of the working teams in the communes, ten directives given to several teams."""

from tracker.demo.seeds import DirectiveSeed, DocumentSeed, IndicatorSeed, TaskSeed
from tracker.directives.models import DocumentType
from tracker.tasks.status import Kind

TEXT = """THÔNG BÁO
Kết luận của Ban Thường vụ tại buổi làm việc với các đoàn, tổ công tác về nhiệm vụ quý {quarter}

Ban Thường vụ Huyện ủy Can Lộc nghe các tổ công tác báo cáo việc đã làm trong quý {previous} ở địa bàn được phân công, \
trao đổi với lãnh đạo các xã, thị trấn và kết luận như sau.

I. Đánh giá
Các tổ giữ được nền nếp xuống xã, dự họp chi bộ và gửi báo cáo tháng. Một số kiến nghị của tổ đã giúp phòng, ban gỡ \
vướng cho cơ sở.
Phần chưa được: mô hình kinh tế và hợp tác xã tăng chậm; vốn, xi măng cho nông thôn mới giải ngân chưa đều; vài việc \
khó để lâu chưa xong.

II. Yêu cầu trong quý {quarter}
1. Với địa bàn. {C1}. {C2}. {C3}. {C4}.
2. Với kinh tế và nông thôn mới. {C5}. {C6}.
3. Với công tác Đảng, dân vận. {C7}. {C8}. {C9}. {C10}.

Các tổ báo cáo Thường trực Huyện ủy trước ngày 23 hằng tháng. Văn phòng Huyện ủy theo dõi, tổng hợp."""


def _criteria(baseline: str, target: str, *path: str) -> tuple[IndicatorSeed, ...]:
    return (
        IndicatorSeed(name="Tiêu chí nông thôn mới đạt", unit="tiêu chí", baseline=baseline, target=target, path=path),
    )


FARM, FRONT, PROPAGANDA = ("nongnghiep",), ("mttq",), ("tuyengiao",)

DIRECTIVES = (
    DirectiveSeed(
        key="C1",
        kind=Kind.ONGOING_ACTIVITY,
        title="Bám địa bàn được phân công",
        quotation="Thành viên tổ công tác mỗi tuần dành ít nhất một ngày làm việc tại xã, thị trấn mình phụ trách",
        field="Xây dựng Đảng",
        tasks=(
            TaskSeed(lead="giahanh", plot="ongoing"),
            TaskSeed(lead="khanhloc", plot="ongoing_quiet"),
            TaskSeed(lead="thienloc", plot="silent_open"),
            TaskSeed(lead="thuanthien", plot="ongoing"),
            TaskSeed(lead="thuongloc", plot="ongoing"),
            TaskSeed(lead="tungloc", plot="ongoing_quiet"),
            TaskSeed(lead="nghen", plot="ongoing"),
        ),
        notes=(
            "Tuần này làm việc tại xã hai buổi, đi hai thôn.",
            "Dự giao ban của xã, cùng kiểm tra tiến độ công trình kênh mương.",
            "Làm việc với trưởng thôn về phân công nhiệm vụ trong tháng.",
        ),
        done="Đã duy trì lịch xuống địa bàn suốt quý.",
        closing="Có đủ nhật ký xuống địa bàn của từng thành viên.",
    ),
    DirectiveSeed(
        key="C2",
        kind=Kind.ONGOING_ACTIVITY,
        title="Cùng xã gỡ các nhiệm vụ trọng tâm",
        quotation="Cùng cấp ủy, chính quyền xã chọn ba việc trọng tâm còn chậm để tập trung làm dứt điểm",
        field="Xây dựng Đảng",
        tasks=(
            TaskSeed(lead="giahanh", plot="flow:0.5"),
            TaskSeed(lead="khanhloc", plot="waiting_late"),
            TaskSeed(lead="thienloc", plot="on_time"),
            TaskSeed(lead="thuongloc", plot="flow:0.7"),
            TaskSeed(lead="nghen", plot="term"),
        ),
        notes=(
            "Đảng ủy xã đã chọn xong ba việc, có phân công từng người.",
            "Một việc vướng giải phóng mặt bằng, đã họp với các hộ.",
        ),
        done="Ba việc trọng tâm của xã đã xong, có biên bản làm việc.",
        closing="Xã đã báo cáo kết quả ba việc trọng tâm với Ban Thường vụ.",
    ),
    DirectiveSeed(
        key="C3",
        kind=Kind.ONGOING_ACTIVITY,
        title="Lập đầu mối thông tin ở thôn, khối phố",
        quotation="Từng thành viên gây dựng đầu mối tin cậy ở thôn, khối phố để biết sớm việc mới nảy sinh",
        field="Nội chính, tiếp công dân",
        tasks=(
            TaskSeed(lead="giahanh", plot="ongoing_quiet"),
            TaskSeed(lead="thuanthien", plot="ongoing"),
            TaskSeed(lead="tungloc", plot="late"),
            TaskSeed(lead="nghen", plot="on_time"),
        ),
        notes=(
            "Đã có đầu mối ở hai phần ba số thôn.",
            "Lập nhóm liên lạc với bí thư chi bộ các thôn, phân công trực.",
        ),
        done="Tất cả các thôn đã có người đầu mối.",
        closing="Danh sách đầu mối đã gửi Văn phòng Huyện ủy.",
    ),
    DirectiveSeed(
        key="C4",
        kind=Kind.HANDLE_CASES,
        title="Xử lý tại xã việc mới phát sinh",
        quotation="Vụ việc mới về ruộng đất, chế độ được nhận và xử lý ngay tại xã, không đẩy lên huyện",
        field="Nội chính, tiếp công dân",
        tasks=(
            TaskSeed(lead="giahanh", plot="flow:0.6"),
            TaskSeed(lead="khanhloc", plot="on_time"),
            TaskSeed(lead="thienloc", plot="waiting"),
            TaskSeed(
                lead="thuanthien",
                plot="returned",
                priority=True,
                reason="Đề nghị ghi rõ số vụ đã xử lý tại chỗ và số vụ chuyển cấp trên.",
            ),
            TaskSeed(lead="thuongloc", plot="late"),
            TaskSeed(lead="tungloc", plot="soon_5"),
            TaskSeed(lead="nghen", plot="flow:0.9"),
        ),
        notes=("Nhận một vụ tranh chấp lối đi, đã hòa giải lần đầu.", "Xử lý xong vụ chậm trả chế độ cho một gia đình."),
        done="Các vụ nhận trong quý đã xử lý xong tại xã.",
        cases=((3, 1, 2), (5, 4, 1), (5, 5, 0)),
    ),
    DirectiveSeed(
        key="C5",
        kind=Kind.ONGOING_ACTIVITY,
        title="Đưa chính sách hỗ trợ sản xuất tới hộ",
        quotation="Đưa chính sách hỗ trợ sản xuất tới tận hộ muốn vay vốn, mở rộng mô hình",
        field="Kinh tế, nông nghiệp",
        tasks=(
            TaskSeed(lead="thuanthien", plot="soon_3", supporting=FARM),
            TaskSeed(lead="thienloc", plot="silent"),
            TaskSeed(lead="khanhloc", plot="flow:0.4"),
            TaskSeed(lead="thuongloc", plot="on_time", supporting=FARM),
            TaskSeed(lead="giahanh", plot="at_risk", supporting=FARM),
        ),
        notes=(
            "Tổ chức họp thôn phổ biến mức hỗ trợ và hồ sơ vay.",
            "Lập danh sách hộ có nhu cầu, chuyển Ngân hàng Chính sách xã hội.",
        ),
        done="Các hộ đăng ký đã được hướng dẫn làm hồ sơ.",
        closing="Đã bàn giao danh sách hộ và hồ sơ cho UBND xã theo dõi.",
    ),
    DirectiveSeed(
        key="C6",
        kind=Kind.REACH_NUMBER,
        title="Giúp xã đạt tiêu chí nông thôn mới",
        quotation="Cùng phòng, ban huyện, Mặt trận và đoàn thể giúp từng xã đạt số tiêu chí nông thôn mới đã đăng ký",
        field="Xây dựng nông thôn mới",
        tasks=(
            TaskSeed(
                lead="thuanthien",
                plot="overdue_3",
                priority=True,
                indicators=_criteria("11", "14", "11", "12"),
                supporting=("nongnghiep", "mttq"),
            ),
            TaskSeed(
                lead="khanhloc", plot="overdue_9", indicators=_criteria("9", "12", "9", "10"), supporting=FARM
            ),
            TaskSeed(lead="giahanh", plot="flow:0.5", indicators=_criteria("12", "15", "13", "14", "15")),
            TaskSeed(
                lead="thienloc", plot="waiting", indicators=_criteria("15", "17", "16", "17"), supporting=FRONT
            ),
            TaskSeed(lead="thuongloc", plot="at_risk", indicators=_criteria("10", "13", "10", "11"), supporting=FARM),
            TaskSeed(lead="tungloc", plot="on_time", indicators=_criteria("14", "16", "15", "16")),
            TaskSeed(lead="nghen", plot="flow:0.85", indicators=_criteria("6", "", "6", "7")),
        ),
        notes=(
            "Họp ban quản lý xã, chốt việc từng thôn cho tiêu chí còn thiếu.",
            "Làm xong 400 m rãnh thoát nước; xi măng đợt hai chưa về.",
            "Tiêu chí môi trường cần thêm hố rác tập trung, xã đang bố trí đất.",
        ),
        done="Xã đạt số tiêu chí đã đăng ký, có biên bản tự đánh giá.",
    ),
    DirectiveSeed(
        key="C7",
        kind=Kind.ONGOING_ACTIVITY,
        title="Học tập nghị quyết, Chỉ thị 05 ở chi bộ",
        quotation="Kiểm tra việc học nghị quyết, Chỉ thị 05 và Nghị quyết Trung ương 4 ở từng chi bộ, chọn việc làm theo cụ "
        "thể",
        field="Xây dựng Đảng",
        tasks=(
            TaskSeed(lead="thuanthien", plot="waiting", supporting=PROPAGANDA),
            TaskSeed(lead="giahanh", plot="on_time", supporting=PROPAGANDA),
            TaskSeed(lead="tungloc", plot="flow:0.6"),
            TaskSeed(lead="nghen", plot="on_time"),
        ),
        notes=("Dự học tại hai chi bộ, ghi nhận cách làm tốt.", "Nhắc ba chi bộ chưa đăng ký việc làm theo."),
        done="Các chi bộ đã học xong và đăng ký việc làm theo.",
        closing="Bảng tổng hợp đăng ký của các chi bộ đã gửi Ban Tuyên giáo.",
    ),
    DirectiveSeed(
        key="C8",
        kind=Kind.ONGOING_ACTIVITY,
        title="Vận động nhân dân làm đúng chủ trương",
        quotation="Thông qua đoàn thể, vận động người dân làm đúng chủ trương chung và hương ước thôn, khối phố",
        field="Dân vận, tuyên truyền",
        tasks=(
            TaskSeed(lead="thuanthien", plot="term", supporting=FRONT),
            TaskSeed(lead="khanhloc", plot="flow:0.3"),
            TaskSeed(lead="thuongloc", plot="ongoing"),
            TaskSeed(lead="tungloc", plot="never"),
        ),
        notes=("Hội Phụ nữ xã mở hai buổi nói chuyện tại thôn.", "Vận động 12 hộ hiến đất mở rộng đường xóm."),
        done="Các buổi vận động đã làm xong ở tất cả các thôn.",
        closing="Mặt trận xã đã xác nhận kết quả vận động trong quý.",
    ),
    DirectiveSeed(
        key="C9",
        kind=Kind.ONGOING_ACTIVITY,
        title="Giữ quy chế, dự sinh hoạt chi bộ",
        quotation="Làm việc đúng quy chế; tháng nào cũng dự sinh hoạt cùng chi bộ thôn, khối phố và ghi sổ",
        field="Xây dựng Đảng",
        tasks=(
            TaskSeed(lead="giahanh", plot="ongoing"),
            TaskSeed(lead="khanhloc", plot="ongoing"),
            TaskSeed(lead="thienloc", plot="ongoing_quiet"),
            TaskSeed(lead="thuanthien", plot="ongoing"),
            TaskSeed(
                lead="thuongloc",
                plot="directed",
                direction="Tháng này tổ mới dự một chi bộ. Sắp xếp dự đủ và báo lại lịch cụ thể.",
            ),
            TaskSeed(lead="tungloc", plot="ongoing"),
            TaskSeed(lead="nghen", plot="ongoing"),
        ),
        notes=(
            "Trong tháng dự sinh hoạt hai chi bộ, có ghi sổ.",
            "Góp ý với chi bộ về cách chuẩn bị nội dung sinh hoạt.",
            "Một thành viên đi công tác, đã cử người dự thay.",
        ),
        done="Đã dự đủ các buổi sinh hoạt theo lịch.",
        closing="Sổ theo dõi dự sinh hoạt của tổ đã đủ chữ ký.",
    ),
    DirectiveSeed(
        key="C10",
        kind=Kind.DELIVER_DOCUMENT,
        title="Báo cáo 10 năm thực hiện Chỉ thị 10-CT/TW",
        quotation="Giúp đảng ủy xã làm xong báo cáo 10 năm Chỉ thị 10-CT/TW, nộp theo quy định",
        field="Xây dựng Đảng",
        tasks=(
            TaskSeed(lead="thuanthien", plot="by_rule", due_text="theo quy định"),
            TaskSeed(lead="giahanh", plot="by_rule", due_text="theo quy định"),
            TaskSeed(lead="khanhloc", plot="by_rule_done", due_text="theo quy định", file="Bao-cao-10-nam.pdf"),
            TaskSeed(lead="nghen", plot="by_rule", due_text="theo quy định"),
        ),
        notes=("Đã gửi đề cương, thu số liệu từ các chi bộ.", "Dự thảo báo cáo đang lấy ý kiến đảng ủy viên."),
        done="Báo cáo đã ký và gửi Huyện ủy.",
        product="32-BC/ĐU",
    ),
)

DOCUMENT = DocumentSeed(
    committee="canloc",
    type=DocumentType.CONCLUSION,
    number="{n}-KL/HU",
    issuer="Thường trực Huyện ủy Can Lộc",
    subject="Kết luận buổi làm việc với các đoàn, tổ công tác về nhiệm vụ quý {quarter}",
    text=TEXT,
    directives=DIRECTIVES,
)
