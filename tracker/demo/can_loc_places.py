"""Can Lộc, directives 1 to 4: what the teams do in their communes."""

from tracker.demo.seeds import DirectiveSeed, TaskSeed
from tracker.tasks.status import Kind

PLACES = (
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
            TaskSeed(lead="nghen", plot="on_time_early"),
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
            TaskSeed(lead="khanhloc", plot="on_time_early"),
            TaskSeed(lead="thienloc", plot="waiting_since_yesterday"),
            TaskSeed(
                lead="thuanthien",
                plot="returned",
                priority=True,
                reason="Đề nghị ghi rõ số vụ đã xử lý tại chỗ và số vụ chuyển cấp trên.",
            ),
            TaskSeed(lead="thuongloc", plot="late_by_a_day"),
            TaskSeed(lead="tungloc", plot="soon_5"),
            TaskSeed(lead="nghen", plot="flow:0.9"),
        ),
        notes=(
            "Nhận một vụ tranh chấp lối đi, đã hòa giải lần đầu.",
            "Xử lý xong vụ chậm trả chế độ cho một gia đình.",
        ),
        done="Các vụ nhận trong quý đã xử lý xong tại xã.",
        cases=((3, 1, 2), (5, 4, 1), (5, 5, 0)),
    ),
)
