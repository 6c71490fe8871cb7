"""Kỳ Anh: the conclusion of the executive committee's conference and its twelve directives."""

from tracker.demo.seeds import DirectiveSeed, DocumentSeed, IndicatorSeed, TaskSeed
from tracker.directives.models import DocumentType
from tracker.indicators.status import Qualifier
from tracker.tasks.status import Kind

TEXT = """THÔNG BÁO
Kết luận Hội nghị Ban Chấp hành Đảng bộ huyện sơ kết quý {previous}, bàn nhiệm vụ quý {quarter}

Ban Chấp hành Đảng bộ huyện Kỳ Anh họp, nghe Ban Thường vụ báo cáo và thảo luận ba nội dung: kết quả quý {previous}; \
những việc còn chậm; việc phải làm trong quý {quarter}. Sau thảo luận, Hội nghị thống nhất kết luận như sau.

I. Kết quả
Số liệu quý I để so sánh: lúa 5.466,32 ha; sắn 1.101,4 ha; giống lúa có 09 mô hình. Hải sản khai thác ước 371,6 tấn, \
trị giá khoảng 18,5 tỷ đồng. Thương mại, dịch vụ ước 294,98 tỷ đồng. Nông thôn mới bình quân 9,8 tiêu chí/xã. \
Bồi thường sự cố môi trường biển: 3.089 đối tượng, 122,072 tỷ đồng. Phong trào khuyến học đã đến 6 xã. \
Học nghề và tư vấn việc làm ngoài nước: trên 1.000 lượt người.

II. Hạn chế
Tái cơ cấu nông nghiệp chậm so với yêu cầu. Ngân sách thu chưa đạt mức giao. Trật tự xã hội và giao thông còn vụ việc \
phải theo dõi.

III. Nhiệm vụ quý {quarter}
1. Kinh tế, nông thôn mới. {K1}. {K2}.
2. Đời sống, chính sách. {K3}. {K4}. {K5}.
3. Ngân sách. {K6}. {K7}.
4. Môi trường. {K8}.
5. Nội chính. {K9}. {K10}. {K11}.
6. Thi đua. {K12}.

Căn cứ kết luận này, các đoàn, tổ công tác và cơ quan được giao chủ trì triển khai, định kỳ báo cáo Thường trực \
Huyện ủy qua Văn phòng."""

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

DIRECTIVES = (
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
            TaskSeed(lead="van", plot="waiting", indicators=(_criteria("10", "10,3", "10,6"),)),
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
            TaskSeed(lead="lam", plot="on_time"),
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
            TaskSeed(lead="chitra", plot="on_time", supporting=("tckh",)),
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

DOCUMENT = DocumentSeed(
    committee="kyanh",
    type=DocumentType.NOTICE,
    number="{n}-TB/HU",
    issuer="Hội nghị Ban Chấp hành Đảng bộ huyện Kỳ Anh",
    subject="Kết luận Hội nghị Ban Chấp hành Đảng bộ huyện về nhiệm vụ quý {quarter}",
    text=TEXT,
    directives=DIRECTIVES,
)
