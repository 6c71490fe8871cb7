"""The three conclusions of the quarter before: mostly done by now, a few tasks carried over into this quarter."""

from tracker.demo.seeds import DirectiveSeed, DocumentSeed, IndicatorSeed, TaskSeed
from tracker.directives.models import DocumentType
from tracker.tasks.status import Kind

KY_ANH = DocumentSeed(
    committee="kyanh",
    type=DocumentType.NOTICE,
    number="{n}-TB/HU",
    issuer="Hội nghị Ban Chấp hành Đảng bộ huyện Kỳ Anh",
    subject="Kết luận Hội nghị Ban Chấp hành Đảng bộ huyện về nhiệm vụ quý {quarter}",
    text="""THÔNG BÁO
Kết luận Hội nghị Ban Chấp hành Đảng bộ huyện về nhiệm vụ quý {quarter}

Hội nghị giao các đoàn, tổ công tác và cơ quan liên quan những việc sau:
1. {P1}.
2. {P2}.
3. {P3}.
4. {P4}.

Các đơn vị chủ trì báo cáo Thường trực Huyện ủy qua Văn phòng.""",
    directives=(
        DirectiveSeed(
            key="P1",
            kind=Kind.ONGOING_ACTIVITY,
            title="Kiểm tra công trình thủy lợi trước vụ",
            quotation="Kiểm tra kênh mương, trạm bơm trước vụ; hư hỏng nhỏ thì sửa ngay tại xã",
            field="Kinh tế, nông nghiệp",
            tasks=(
                TaskSeed(lead="lam", plot="flow:0.35"),
                TaskSeed(lead="van", plot="flow:0.35"),
                TaskSeed(lead="xuan", plot="flow_late:0.35"),
            ),
            notes=("Đã đi kiểm tra toàn tuyến, lập danh mục hư hỏng.", "Các thôn ra quân nạo vét kênh nội đồng."),
            done="Các tuyến kênh đã thông, trạm bơm chạy thử đạt yêu cầu.",
            closing="Biên bản kiểm tra đã gửi Phòng Nông nghiệp.",
        ),
        DirectiveSeed(
            key="P2",
            kind=Kind.REACH_NUMBER,
            title="Chi trả bồi thường đợt trước",
            quotation="Chi trả xong những hồ sơ bồi thường đã đủ điều kiện",
            field="An sinh xã hội",
            tasks=(
                TaskSeed(
                    lead="chitra",
                    plot="flow:0.6",
                    indicators=(
                        IndicatorSeed(name="Đối tượng đã chi trả", unit="đối tượng", path=("2.640", "3.089")),
                        IndicatorSeed(name="Số tiền", unit="tỷ đồng", path=("104,3", "122,072")),
                    ),
                ),
            ),
            notes=("Đã duyệt xong hồ sơ của hai xã.",),
            done="Hồ sơ đủ điều kiện đã chi trả hết.",
        ),
        DirectiveSeed(
            key="P3",
            kind=Kind.HANDLE_CASES,
            title="Giải quyết vụ việc đất đai tồn đọng",
            quotation="Xử lý các vụ việc đất đai để lâu, công khai kết quả với người dân",
            field="Nội chính, tiếp công dân",
            tasks=(
                TaskSeed(lead="noichinh", plot="flow:0.75"),
                TaskSeed(
                    lead="xuan",
                    plot="carried",
                    reason="Một vụ đang chờ kết luận thanh tra, chuyển sang quý sau làm tiếp.",
                ),
            ),
            notes=("Đã mời các bên đối thoại lần một.", "Còn chờ trích lục bản đồ địa chính."),
            done="Các vụ việc đã có văn bản giải quyết.",
            cases=((4, 2, 2), (4, 3, 1), (4, 4, 0)),
        ),
        DirectiveSeed(
            key="P4",
            kind=Kind.DELIVER_DOCUMENT,
            title="Kế hoạch thi đua của huyện",
            quotation="Ban hành kế hoạch thi đua, có tiêu chí chấm điểm cho từng khối",
            field="Dân vận, thi đua",
            tasks=(
                TaskSeed(lead="danvan", plot="flow:0.5"),
                TaskSeed(
                    lead="ntm",
                    plot="stopped",
                    title="Kế hoạch thi đua riêng về nông thôn mới",
                    reason="Nội dung đã gộp vào kế hoạch thi đua chung của huyện.",
                ),
            ),
            notes=("Dự thảo đã gửi các khối thi đua góp ý.",),
            done="Kế hoạch đã ban hành.",
            product="21-KH/HU",
        ),
    ),
)

CAN_LOC = DocumentSeed(
    committee="canloc",
    type=DocumentType.CONCLUSION,
    number="{n}-KL/HU",
    issuer="Thường trực Huyện ủy Can Lộc",
    subject="Kết luận buổi làm việc với các đoàn, tổ công tác về nhiệm vụ quý {quarter}",
    text="""THÔNG BÁO
Kết luận của Ban Thường vụ tại buổi làm việc với các tổ công tác về nhiệm vụ quý {quarter}

Ban Thường vụ yêu cầu các tổ công tác:
1. {P1}.
2. {P2}.

Văn phòng Huyện ủy theo dõi, tổng hợp.""",
    directives=(
        DirectiveSeed(
            key="P1",
            kind=Kind.ONGOING_ACTIVITY,
            title="Rà soát việc khó ở xã",
            quotation="Mỗi tổ cùng xã rà lại các việc khó còn để lâu, đề xuất hướng xử lý từng việc",
            field="Xây dựng Đảng",
            tasks=(
                TaskSeed(lead="giahanh", plot="flow:0.3"),
                TaskSeed(lead="khanhloc", plot="flow_late:0.4"),
                TaskSeed(lead="thienloc", plot="flow:0.45"),
                TaskSeed(lead="thuanthien", plot="flow:0.4"),
                TaskSeed(lead="thuongloc", plot="flow:0.5"),
                TaskSeed(lead="tungloc", plot="flow:0.55"),
                TaskSeed(lead="nghen", plot="flow:0.35"),
            ),
            notes=("Đã lập bảng việc khó cùng thường trực đảng ủy xã.",),
            done="Bảng việc khó đã có hướng xử lý từng việc.",
            closing="Bảng việc khó của xã đã gửi Văn phòng Huyện ủy.",
        ),
        DirectiveSeed(
            key="P2",
            kind=Kind.REACH_NUMBER,
            title="Giúp xã hoàn thành tiêu chí đăng ký",
            quotation="Giúp xã làm xong các tiêu chí nông thôn mới đã đăng ký, nhất là tiêu chí giao thông",
            field="Xây dựng nông thôn mới",
            tasks=tuple(
                TaskSeed(
                    lead=lead,
                    plot=plot,
                    reason="Xi măng hỗ trợ chưa về đủ, cho làm tiếp trong quý sau." if plot == "carried" else "",
                    indicators=(
                        IndicatorSeed(name="Tiêu chí nông thôn mới đạt", unit="tiêu chí", target=path[-1], path=path),
                    ),
                )
                for lead, plot, path in (
                    ("giahanh", "flow:0.7", ("11", "12")),
                    ("khanhloc", "carried", ("8", "9", "10")),
                    ("thuanthien", "flow:0.75", ("10", "11")),
                    ("thuongloc", "flow_late:0.6", ("9", "10")),
                    ("nghen", "flow:0.8", ("5", "6")),
                )
            ),
            notes=("Đã họp với xã về khối lượng giao thông còn lại.", "Các xóm góp công làm nền đường."),
            done="Xã đạt số tiêu chí đã đăng ký.",
        ),
    ),
)

HUONG_KHE = DocumentSeed(
    committee="huongkhe",
    type=DocumentType.NOTICE,
    number="{n}-TB/HU",
    issuer="Bí thư Huyện ủy Hương Khê",
    subject="Kết luận của đồng chí Bí thư về công tác dân vận quý {quarter}",
    text="""THÔNG BÁO
Kết luận của đồng chí Bí thư Huyện ủy về công tác dân vận quý {quarter}

Đồng chí Bí thư yêu cầu các ban chỉ đạo: {P1}; {P2}.

Văn phòng Huyện ủy giúp theo dõi.""",
    directives=(
        DirectiveSeed(
            key="P1",
            kind=Kind.ONGOING_ACTIVITY,
            title="Kiện toàn ban chỉ đạo, phân công địa bàn",
            quotation="kiện toàn thành viên và phân công địa bàn cụ thể",
            field="Dân vận",
            tasks=(
                TaskSeed(lead="danchu", plot="flow:0.3"),
                TaskSeed(lead="danvan", plot="flow:0.35"),
                TaskSeed(lead="ntm", plot="flow_late:0.3"),
                TaskSeed(lead="anninh", plot="flow:0.4"),
            ),
            notes=("Đã rà danh sách, dự thảo quyết định kiện toàn.",),
            done="Quyết định kiện toàn và bảng phân công đã ban hành.",
            closing="Bảng phân công địa bàn đã gửi các xã.",
        ),
        DirectiveSeed(
            key="P2",
            kind=Kind.MILESTONE,
            title="Phát động “Dân vận khéo”",
            quotation="phát động đăng ký mô hình “Dân vận khéo” ở các xã",
            field="Thi đua, khen thưởng",
            tasks=(
                TaskSeed(lead="danvan", plot="flow:0.65"),
                TaskSeed(
                    lead="kyniem",
                    plot="carried",
                    title="Chuẩn bị lễ kỷ niệm 150 năm thành lập huyện",
                    reason="Kinh phí được duyệt muộn, tiếp tục chuẩn bị trong quý sau.",
                ),
            ),
            notes=("Đã gửi hướng dẫn đăng ký tới các xã.",),
            done="Lễ phát động đã tổ chức.",
        ),
    ),
)
