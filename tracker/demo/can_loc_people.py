"""Can Lộc, directives 5 to 10: the economy, new-rural building, the Party and the people."""

from tracker.demo.seeds import DirectiveSeed, IndicatorSeed, TaskSeed
from tracker.tasks.status import Kind


def _criteria(baseline: str, target: str, *path: str) -> tuple[IndicatorSeed, ...]:
    return (
        IndicatorSeed(name="Tiêu chí nông thôn mới đạt", unit="tiêu chí", baseline=baseline, target=target, path=path),
    )


FARM, FRONT, PROPAGANDA = ("nongnghiep",), ("mttq",), ("tuyengiao",)

PEOPLE = (
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
            TaskSeed(lead="thuongloc", plot="on_time_lately", supporting=FARM),
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
            TaskSeed(lead="khanhloc", plot="overdue_9", indicators=_criteria("9", "12", "9", "10"), supporting=FARM),
            TaskSeed(lead="giahanh", plot="flow:0.5", indicators=_criteria("12", "15", "13", "14", "15")),
            TaskSeed(
                lead="thienloc", plot="waiting_long", indicators=_criteria("15", "17", "16", "17"), supporting=FRONT
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
        quotation="Kiểm tra từng chi bộ học nghị quyết, Chỉ thị 05, Nghị quyết Trung ương 4 và chọn việc làm theo",
        field="Xây dựng Đảng",
        tasks=(
            TaskSeed(lead="thuanthien", plot="waiting", supporting=PROPAGANDA),
            TaskSeed(lead="giahanh", plot="on_time_lately", supporting=PROPAGANDA),
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
