"""Can Lộc: what the standing board asks of the working teams in the communes, ten directives."""

from tracker.demo.can_loc_people import PEOPLE
from tracker.demo.can_loc_places import PLACES
from tracker.demo.seeds import DocumentSeed
from tracker.directives.models import DocumentType

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

DOCUMENT = DocumentSeed(
    committee="canloc",
    type=DocumentType.CONCLUSION,
    number="{n}-KL/HU",
    issuer="Thường trực Huyện ủy Can Lộc",
    subject="Kết luận buổi làm việc với các đoàn, tổ công tác về nhiệm vụ quý {quarter}",
    text=TEXT,
    directives=(*PLACES, *PEOPLE),
)
