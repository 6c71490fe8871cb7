"""Names of made-up people, always the same ones for the same seed number. Họ – đệm – tên."""

from collections.abc import Iterator
from random import Random

SEED = 2017

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh",
    "Trương", "Thái", "Hà", "Cao", "Tôn",
)  # fmt: skip
MIDDLE_AND_GIVEN = (
    (
        ("Văn", "Hữu", "Đức", "Quốc", "Xuân", "Công", "Trọng", "Viết", "Sỹ", "Đình"),
        ("An", "Bình", "Cường", "Dũng", "Đông", "Giang", "Hải", "Hòa", "Hùng", "Khánh", "Long", "Minh", "Nam", "Phúc",
         "Quang", "Sơn", "Thành", "Tiến", "Tuấn", "Việt"),
    ),
    (
        ("Thị", "Thị Thu", "Thị Thanh", "Thị Ngọc", "Thị Minh", "Thị Hồng", "Thị Kim"),
        ("Anh", "Bích", "Châu", "Dung", "Hà", "Hạnh", "Hiền", "Hoa", "Hương", "Lan", "Liên", "Mai", "Nga", "Nhung",
         "Oanh", "Phương", "Tâm", "Thảo", "Thủy", "Yến"),
    ),
)  # fmt: skip


def names(seed: int = SEED) -> Iterator[str]:
    """Different full names without end, every third of them a woman's."""
    chance, given_out = Random(seed), set[str]()
    number = 0
    while True:
        middles, givens = MIDDLE_AND_GIVEN[number % 3 == 0]
        name = f"{chance.choice(FAMILY)} {chance.choice(middles)} {chance.choice(givens)}"
        if name not in given_out:
            given_out.add(name)
            number += 1
            yield name
