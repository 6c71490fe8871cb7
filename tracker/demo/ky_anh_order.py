"""Kỳ Anh, directives 6 to 12: the budget, waste, order, complaints and emulation."""

from tracker.demo.seeds import DirectiveSeed, IndicatorSeed, TaskSeed
from tracker.indicators.status import Qualifier
from tracker.tasks.status import Kind

ORDER = (
    DirectiveSeed(
        key="K6",
        kind=Kind.REACH_NUMBER,
        title="Tăng thu ngân sách",
        quotation="Khai thác các nguồn thu còn dư địa, xử lý nợ đọng thuế, bù phần thu thấp của quý trước",
        field="Thu, chi ngân sách",
        tasks=(
            TaskSeed(
                lead="thu",
                plot="overdue_1",
                priority=True,
                supporting=("tckh",),
                indicators=(
                    IndicatorSeed(name="Thu ngân sách trong quý", unit="tỷ đồng", path=("9,4", "17,85", "24,6")),
                    IndicatorSeed(
                        name="Giá trị thương mại, dịch vụ",
                        unit="tỷ đồng",
                        baseline="294,98",
                        path=("301,5", "308,2"),
                        qualifier=Qualifier.ESTIMATED,
                    ),
                ),
            ),
        ),
        notes=(
            "Làm việc với các doanh nghiệp còn nợ, ký cam kết lịch nộp.",
            "Rà quỹ đất đấu giá; hai khu đủ điều kiện, một khu vướng mặt bằng.",
            "Chi cục Thuế gửi thông báo tới các hộ kinh doanh chậm nộp.",
        ),
        done="Số thu của quý đạt mức phấn đấu, nợ đọng giảm.",
    ),
    DirectiveSeed(
        key="K7",
        kind=Kind.ONGOING_ACTIVITY,
        title="Tiết kiệm chi thường xuyên",
        quotation="Cắt bớt chi hội nghị, khánh tiết, xăng xe; đơn vị nào vượt định mức phải giải trình",
        field="Thu, chi ngân sách",
        tasks=(TaskSeed(lead="thu", plot="late", supporting=("tckh",)),),
        notes=(
            "Yêu cầu các đơn vị gửi bảng chi tháng, năm đơn vị gửi muộn.",
            "Kiểm tra thực tế tại ba đơn vị, nhắc việc thanh toán xăng xe.",
        ),
        done="Đã tổng hợp chi của các đơn vị, phần vượt định mức đã thu hồi.",
        closing="Báo cáo tiết kiệm chi của quý đã trình Thường trực.",
    ),
    DirectiveSeed(
        key="K8",
        kind=Kind.DELIVER_DOCUMENT,
        title="Ban hành đề án chất thải rắn sinh hoạt",
        quotation="Trình và ban hành đề án về rác thải rắn ở khu dân cư, từ gom tại hộ đến nơi xử lý cuối cùng",
        field="Tài nguyên, môi trường",
        tasks=(
            TaskSeed(
                lead="ntm",
                plot="overdue_13",
                priority=True,
                supporting=("tckh",),
                due_text="trong tháng đầu sau hội nghị",
                direction="Đề nghị Ban báo cáo rõ vướng ở khâu nào và ngày trình chính thức, trước phiên họp tuần tới.",
            ),
        ),
        notes=(
            "Dự thảo lần hai đã gửi lấy ý kiến các xã.",
            "Phương án bãi tập kết chưa thống nhất, đang khảo sát thêm hai vị trí.",
        ),
        done="Đề án đã ban hành, gửi các xã thực hiện.",
        product="07-ĐA/HU",
    ),
    DirectiveSeed(
        key="K9",
        kind=Kind.ONGOING_ACTIVITY,
        title="Nắm tình hình từ thôn, xóm",
        quotation="Nắm tình hình từ thôn, xóm; việc có dấu hiệu phức tạp phải báo Thường trực ngay trong ngày",
        field="Nội chính, tiếp công dân",
        tasks=(
            TaskSeed(lead="noichinh", plot="ongoing"),
            TaskSeed(lead="lam", plot="answered", direction="Báo cáo riêng tình hình khai thác lâm sản trên địa bàn."),
            TaskSeed(lead="van", plot="flow:0.8"),
            TaskSeed(lead="xuan", plot="never"),
        ),
        notes=(
            "Giao ban với công an xã; tuần này không có vụ việc mới.",
            "Ghi nhận hai ý kiến về ranh giới đất, đã chuyển Tổ Nội chính.",
            "Dự họp thôn, nghe dân phản ánh về giá vật tư và đường dân sinh.",
        ),
        done="Tình hình địa bàn ổn định, các phản ánh đã có nơi xử lý.",
        closing="Đã bàn giao sổ theo dõi tình hình của quý cho Văn phòng.",
    ),
    DirectiveSeed(
        key="K10",
        kind=Kind.HANDLE_CASES,
        title="Xử lý vụ việc phức tạp",
        quotation="Mỗi vụ việc khó có một người chịu trách nhiệm chính, xử lý xong khi còn ở cơ sở",
        field="Nội chính, tiếp công dân",
        tasks=(
            TaskSeed(
                lead="noichinh",
                plot="returned",
                reason="Chưa nêu kết quả của hai vụ chuyển từ quý trước. Bổ sung hồ sơ và số văn bản trả lời.",
            ),
        ),
        notes=("Đã phân công người theo từng vụ, hẹn ngày đối thoại.", "Đối thoại một vụ, hai bên ký biên bản."),
        done="Các vụ việc tiếp nhận trong quý đã xử lý xong.",
        cases=((6, 2, 4), (7, 5, 2), (7, 7, 0)),
    ),
    DirectiveSeed(
        key="K11",
        kind=Kind.HANDLE_CASES,
        title="Giải quyết đơn khiếu nại, tố cáo",
        quotation="Giải quyết hết đơn đã thụ lý, văn bản trả lời công dân gửi đúng thời hạn luật định",
        field="Nội chính, tiếp công dân",
        tasks=(TaskSeed(lead="noichinh", plot="soon_3", priority=True, supporting=("ubndxuan",)),),
        notes=("Thụ lý thêm hai đơn, đã phân loại.", "Ba đơn đã có kết luận, đang làm văn bản trả lời."),
        done="Không còn đơn quá hạn giải quyết.",
        cases=((12, 5, 7), (14, 10, 4), (14, 14, 0)),
    ),
    DirectiveSeed(
        key="K12",
        kind=Kind.MILESTONE,
        title="Phát động thi đua lao động, sản xuất",
        quotation="Mở đợt thi đua lao động, sản xuất; cơ quan, trường học, khu dân cư nào cũng có đăng ký",
        field="Dân vận, thi đua",
        tasks=(
            TaskSeed(
                lead="danvan",
                plot="on_time",
                indicators=(
                    IndicatorSeed(
                        name="Xã có phong trào khuyến học", unit="xã", baseline="6", target="9", path=("7", "9")
                    ),
                    IndicatorSeed(
                        name="Học nghề, tư vấn việc làm",
                        unit="lượt người",
                        baseline="1.000",
                        path=("1.120", "1.260"),
                        qualifier=Qualifier.OVER,
                    ),
                ),
            ),
        ),
        notes=("Đã gửi thể lệ thi đua, nhận đăng ký của các đơn vị.",),
        done="Đợt thi đua đã phát động, các đơn vị nộp đủ bản đăng ký.",
    ),
)
