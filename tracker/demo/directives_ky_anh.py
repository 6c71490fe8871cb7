"""Kỳ Anh: the conclusion of the executive committee's conference and its twelve directives."""

from tracker.demo.ky_anh_order import ORDER
from tracker.demo.ky_anh_rural import RURAL
from tracker.demo.seeds import DocumentSeed
from tracker.directives.models import DocumentType

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

DOCUMENT = DocumentSeed(
    committee="kyanh",
    type=DocumentType.NOTICE,
    number="{n}-TB/HU",
    issuer="Hội nghị Ban Chấp hành Đảng bộ huyện Kỳ Anh",
    subject="Kết luận Hội nghị Ban Chấp hành Đảng bộ huyện về nhiệm vụ quý {quarter}",
    text=TEXT,
    directives=(*RURAL, *ORDER),
)
