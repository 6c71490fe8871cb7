"""Kỳ Anh, directives 1 to 5: production, new-rural building, people's lives."""

from tracker.demo.seeds import DirectiveSeed, IndicatorSeed, TaskSeed
from tracker.indicators.status import Qualifier
from tracker.tasks.status import Kind

CRITERIA = "Tiêu chí nông thôn mới bình quân"


def _criteria(*path: str, target: str = "10,5") -> IndicatorSeed:
    return IndicatorSeed(
        name=CRITERIA,
        unit="tiêu chí/xã",
        baseline="9,8",
        target=target,
        path=path,
        qualifier=Qualifier.AVERAGE,
    )


PRODUCTION = (
    IndicatorSeed(name="Diện tích lúa", unit="ha", baseline="5.466,32", path=("5.468,5", "5.471,2")),
    IndicatorSeed(name="Diện tích sắn", unit="ha", baseline="1.101,4", path=("1.102,6", "1.104")),
    IndicatorSeed(name="Mô hình giống lúa", unit="mô hình", baseline="09", path=("09", "10")),
    IndicatorSeed(
        name="Hải sản khai thác",
        unit="tấn",
        baseline="371,6",
        path=("384,2", "402,5"),
        qualifier=Qualifier.ESTIMATED,
    ),
    IndicatorSeed(
        name="Giá trị hải sản", unit="tỷ đồng", baseline="18,5", path=("19,1", "20,3"), qualifier=Qualifier.ESTIMATED
    ),
)

RURAL = (
    DirectiveSeed(
        key="K1",
        kind=Kind.ONGOING_ACTIVITY,
        title="Kế hoạch sản xuất nông nghiệp",
        quotation="Bám lịch thời vụ, chỉ đạo từng xã làm đủ diện tích và cơ cấu giống trong kế hoạch sản xuất",
        field="Kinh tế, nông nghiệp",
        tasks=(
            TaskSeed(lead="lam", plot="ongoing", supporting=("nongnghiep",)),
            TaskSeed(lead="van", plot="on_time", indicators=PRODUCTION, priority=True, supporting=("nongnghiep",)),
            TaskSeed(lead="xuan", plot="silent_open"),
        ),
        notes=(
            "Đã kiểm tra đồng ruộng, nhắc các thôn chưa đủ giống và phân bón.",
            "Làm việc với hai hợp tác xã về lịch lấy nước và phòng trừ sâu bệnh.",
            "Tổng hợp diện tích từng thôn; phần còn chậm nằm ở vùng cuối kênh.",
        ),
        done="Các thôn đã gieo cấy đủ diện tích giao, cơ cấu giống đúng kế hoạch.",
        closing="Kết thúc đợt chỉ đạo của quý; số liệu đã khớp với Phòng Nông nghiệp.",
    ),
    DirectiveSeed(
        key="K2",
        kind=Kind.REACH_NUMBER,
        title="Nâng số tiêu chí nông thôn mới",
        quotation="Mỗi xã đăng ký tiêu chí hoàn thành trong quý, nâng mức bình quân nông thôn mới của toàn huyện",
        field="Xây dựng nông thôn mới",
        tasks=(
            TaskSeed(lead="ntm", plot="term", priority=True, indicators=(_criteria("9,9", "10", "10,2"),)),
            TaskSeed(
                lead="lam", plot="at_risk", indicators=(_criteria("9,9", "10", "10,1"),), supporting=("nongnghiep",)
            ),
            TaskSeed(lead="van", plot="waiting_long", indicators=(_criteria("10", "10,3", "10,6"),)),
            TaskSeed(lead="xuan", plot="silent", indicators=(_criteria("9,8", "9,9"),)),
        ),
        notes=(
            "Rà soát hồ sơ từng tiêu chí cùng ban phát triển thôn.",
            "Hoàn thành thêm một đoạn đường thôn; tiêu chí giao thông còn thiếu hồ sơ.",
            "Đã thống nhất với các xã danh mục tiêu chí làm xong trong quý.",
        ),
        done="Các xã phụ trách đạt mức đã đăng ký, hồ sơ đã gửi thẩm tra.",
    ),
    DirectiveSeed(
        key="K3",
        kind=Kind.ONGOING_ACTIVITY,
        title="Ổn định đời sống hộ khó khăn",
        quotation="Theo dõi sát đời sống các hộ khó khăn, kịp thời hỗ trợ, không để ai bị bỏ sót",
        field="An sinh xã hội",
        tasks=(
            TaskSeed(lead="lam", plot="on_time_lately"),
            TaskSeed(lead="van", plot="ongoing_quiet"),
            TaskSeed(lead="xuan", plot="overdue_4", supporting=("mttq", "ubndxuan")),
        ),
        notes=(
            "Thăm các hộ có hoàn cảnh đặc biệt, lập danh sách đề nghị cứu trợ.",
            "Đối chiếu danh sách hộ nghèo với Mặt trận xã, bổ sung hai hộ mới phát sinh.",
            "Chuyển quà của nhà hảo tâm tới các hộ neo đơn.",
        ),
        done="Danh sách hộ khó khăn đã rà xong, các hộ đã nhận hỗ trợ.",
        closing="Không còn hộ nào trong danh sách chưa được hỗ trợ.",
    ),
    DirectiveSeed(
        key="K4",
        kind=Kind.ONGOING_ACTIVITY,
        title="Chế độ bảo trợ xã hội đúng kỳ",
        quotation="Chi đủ, đúng kỳ các chế độ trợ cấp và bảo trợ; công khai danh sách tại nhà văn hóa thôn",
        field="An sinh xã hội",
        tasks=(
            TaskSeed(lead="danvan", plot="ongoing"),
            TaskSeed(lead="chitra", plot="on_time_early", supporting=("tckh",)),
        ),
        notes=(
            "Trợ cấp tháng này đã chi xong, danh sách niêm yết tại các thôn.",
            "Xử lý ba phản ánh về mức hưởng, đã trả lời từng người.",
            "Phối hợp bưu điện rà lại điểm chi trả vùng xa.",
        ),
        done="Các kỳ trợ cấp trong quý đã chi đủ, không còn khiếu nại.",
        closing="Đã quyết toán kinh phí bảo trợ của quý với Phòng TC – KH.",
    ),
    DirectiveSeed(
        key="K5",
        kind=Kind.REACH_NUMBER,
        title="Chi trả bồi thường cho những người chưa nhận",
        quotation="Rà danh sách, chi trả bồi thường sự cố môi trường biển cho những người đến nay chưa nhận",
        field="An sinh xã hội",
        tasks=(
            TaskSeed(
                lead="chitra",
                plot="resubmitted",
                priority=True,
                supporting=("tckh", "ubndxuan"),
                indicators=(
                    IndicatorSeed(
                        name="Đối tượng đã chi trả",
                        unit="đối tượng",
                        baseline="3.089",
                        path=("3.412", "3.958", "4.058", "4.127"),
                    ),
                    IndicatorSeed(
                        name="Số tiền",
                        unit="tỷ đồng",
                        baseline="122,072",
                        target="160",
                        path=("134,6", "156,35", "160,8", "163,02"),
                    ),
                ),
                reason="Số tiền chưa khớp biểu tổng hợp của Phòng Tài chính – Kế hoạch. Đối chiếu rồi nộp lại.",
                file="Bien-ban-chi-tra-dot-cuoi.pdf",
            ),
        ),
        notes=(
            "Mở thêm điểm chi trả tại xã, hoàn thiện hồ sơ các hộ thiếu giấy tờ.",
            "Đối chiếu danh sách với UBND xã; những người đi làm xa đã ủy quyền nhận.",
        ),
        done="Đã chi trả đợt cuối, có biên bản với từng xã; người vắng mặt được gửi tiền tại Kho bạc.",
    ),
)
