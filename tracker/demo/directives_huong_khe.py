"""Hương Khê: the secretary's conclusion on mass mobilisation, six directives to the steering committees."""

from tracker.demo.seeds import DirectiveSeed, DocumentSeed, TaskSeed
from tracker.directives.models import DocumentType
from tracker.tasks.status import Kind

TEXT = """THÔNG BÁO
Kết luận của đồng chí Bí thư Huyện ủy tại hội nghị đánh giá công tác dân vận quý {previous}, việc làm quý {quarter}

Hội nghị do Huyện ủy Hương Khê tổ chức, có các ban chỉ đạo của huyện, Mặt trận, đoàn thể và bí thư đảng ủy các xã dự. \
Sau khi nghe báo cáo và ý kiến, đồng chí Bí thư kết luận:

I. Nhìn lại quý {previous}
Dân vận đã gắn với làm đường, kênh mương, chăm lo gia đình có công và hộ nghèo. Hoạt động hướng tới dịp kỷ niệm \
150 năm được nhiều nơi hưởng ứng.
Còn yếu: có cấp ủy làm dân vận lúng túng, thiếu kế hoạch; dư luận có lúc nắm chậm; phối hợp gỡ việc tồn lâu chưa chặt.

II. Việc làm trong quý {quarter}
Một là, {H1}. Hai là, {H2}.
Ba là, {H3}; {H4}.
Bốn là, {H5}; {H6}.

Ban Dân vận cùng Văn phòng Huyện ủy giúp theo dõi việc thực hiện."""

DIRECTIVES = (
    DirectiveSeed(
        key="H1",
        kind=Kind.ONGOING_ACTIVITY,
        title="Làm việc đúng quy chế ban chỉ đạo",
        quotation="các ban chỉ đạo làm việc đúng quy chế, họp đều và sau mỗi lần họp có thông báo phân công",
        field="Dân vận",
        tasks=(
            TaskSeed(lead="danchu", plot="ongoing"),
            TaskSeed(lead="danvan", plot="on_time_lately"),
            TaskSeed(lead="ntm", plot="silent_open"),
            TaskSeed(lead="anninh", plot="ongoing_quiet"),
        ),
        notes=("Đã họp ban, ra thông báo phân công.", "Rà lại danh sách thành viên, thay hai người chuyển công tác."),
        done="Ban đã họp đủ theo quy chế, có thông báo sau họp.",
        closing="Các thông báo phân công trong quý đã lưu tại Văn phòng.",
    ),
    DirectiveSeed(
        key="H2",
        kind=Kind.ONGOING_ACTIVITY,
        title="Phối hợp làm dân vận ở cơ sở",
        quotation="ban chỉ đạo xuống cơ sở cùng cấp ủy, chính quyền và Mặt trận xã gỡ từng việc dân còn băn khoăn",
        field="Dân vận",
        tasks=(
            TaskSeed(lead="danvan", plot="flow:0.7", supporting=("mttq",), priority=True),
            TaskSeed(lead="danchu", plot="waiting", supporting=("mttq",)),
            TaskSeed(lead="ntm", plot="late_by_a_day"),
        ),
        notes=(
            "Làm việc tại hai xã, nghe phản ánh về đường dân sinh.",
            "Cùng Mặt trận xã đối thoại với các hộ chưa nhận tiền đền bù.",
        ),
        done="Các xã trong kế hoạch đã làm việc xong, kiến nghị đã chuyển phòng, ban.",
        closing="Bảng theo dõi kiến nghị của các xã đã gửi Thường trực.",
    ),
    DirectiveSeed(
        key="H3",
        kind=Kind.ONGOING_ACTIVITY,
        title="Đổi mới tuyên truyền nông thôn mới",
        quotation="thay tuyên truyền một chiều bằng trao đổi tại khu dân cư, lấy mô hình nông thôn mới làm dẫn chứng",
        field="Xây dựng nông thôn mới",
        tasks=(
            TaskSeed(lead="ntm", plot="at_risk", supporting=("mttq",)),
            TaskSeed(lead="danvan", plot="soon_3"),
        ),
        notes=("Thí điểm buổi trao đổi tại một thôn, dân dự đông.", "Đang dựng phóng sự ngắn về vườn mẫu."),
        done="Đã tổ chức trao đổi ở các khu dân cư theo kế hoạch.",
        closing="Tài liệu và danh sách khu dân cư đã làm đã gửi Ban Dân vận.",
    ),
    DirectiveSeed(
        key="H4",
        kind=Kind.MILESTONE,
        title="Phát động thi đua 150 năm thành lập huyện",
        quotation="mở đợt thi đua chào mừng 150 năm thành lập huyện tới từng xã, cơ quan, trường học",
        field="Thi đua, khen thưởng",
        tasks=(TaskSeed(lead="kyniem", plot="soon_5", priority=True, supporting=("mttq",)),),
        notes=("Thể lệ đợt thi đua đã trình Thường trực.", "Phân công tiểu ban, chốt nơi tổ chức lễ phát động."),
        done="Lễ phát động đã tổ chức, các xã ký giao ước.",
    ),
    DirectiveSeed(
        key="H5",
        kind=Kind.ONGOING_ACTIVITY,
        title="Nắm dư luận, tình hình cơ sở",
        quotation="hằng tuần tổng hợp dư luận ở cơ sở, việc gấp thì báo ngay",
        field="Dân vận",
        tasks=(
            TaskSeed(lead="danvan", plot="ongoing"),
            TaskSeed(lead="anninh", plot="overdue_1", supporting=("congan",)),
            TaskSeed(
                lead="danchu",
                plot="returned",
                reason="Báo cáo mới nêu số cuộc họp, chưa nêu dư luận nổi lên và đề xuất. Viết lại phần này.",
            ),
        ),
        notes=("Bản tổng hợp tuần đã gửi Thường trực.", "Dư luận quan tâm giá nông sản và nước sinh hoạt mùa khô."),
        done="Đã gửi đủ bản tổng hợp các tuần trong quý.",
        closing="Bản tổng hợp dư luận cả quý đã gửi Thường trực Huyện ủy.",
    ),
    DirectiveSeed(
        key="H6",
        kind=Kind.ONGOING_ACTIVITY,
        title="Phương án an ninh trật tự, an toàn giao thông",
        quotation="đưa phương án giữ trật tự, phòng tai nạn giao thông xuống các tuyến đường và xã trọng điểm",
        field="An ninh, trật tự",
        tasks=(
            TaskSeed(
                lead="anninh",
                plot="overdue_2",
                priority=True,
                supporting=("congan",),
                direction="Ưu tiên tuyến qua trường học và chợ. Báo lịch ra quân trong tuần này.",
            ),
        ),
        notes=("Khảo sát các điểm hay xảy ra tai nạn.", "Dự thảo phương án đã gửi công an các xã góp ý."),
        done="Phương án đã triển khai ở các tuyến trọng điểm.",
        closing="Đã bàn giao phương án cho công an các xã thực hiện thường xuyên.",
    ),
)

DOCUMENT = DocumentSeed(
    committee="huongkhe",
    type=DocumentType.NOTICE,
    number="{n}-TB/HU",
    issuer="Bí thư Huyện ủy Hương Khê",
    subject="Kết luận của đồng chí Bí thư về công tác dân vận quý {quarter}",
    text=TEXT,
    directives=DIRECTIVES,
)
