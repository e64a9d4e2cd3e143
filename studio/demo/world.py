"""What the demo world consists of: three brands, their products, codes, shops and people. Only values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.api import AllianceTerms, Label, Money

ZONE: Final = "Asia/Shanghai"
CURRENCY: Final = "CNY"


@dataclass(frozen=True, slots=True)
class Product:
    """A trade item. GTINs begin with 952, the range that GS1 keeps for examples."""

    gtin: str
    name: Label


@dataclass(frozen=True, slots=True)
class Stretch:
    """Serials of a batch, both ends included, shipped to one region; `told` names their scan page in the demo."""

    first: int
    last: int
    region: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A print run. Its stretches are active, in their regions; serials outside them are not."""

    name: str
    gtin: str
    kind: str
    size: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Worker:
    """Someone who stands at the till. `badge`: they wear a code that customers scan first."""

    number: str
    name: str
    role: str
    badge: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """An outlet and its people."""

    code: str
    name: Label
    region: str
    workers: tuple[Worker, ...]


@dataclass(frozen=True, slots=True)
class WebShop:
    """The brand's shop on the net, with so many pieces of a product."""

    code: str
    name: Label
    region: str
    product: str
    pieces: int


@dataclass(frozen=True, slots=True)
class House:
    """A brand with all it owns. `campaigns` are files beside this module, by stem; `web` is where it sells on the net."""

    slug: str
    name: Label
    marketer: str
    products: tuple[Product, ...]
    runs: tuple[Run, ...]
    shops: tuple[Shop, ...]
    campaigns: tuple[str, ...]
    web: WebShop | None = None

    @property
    def email(self) -> str:
        """Where its marketer signs in."""
        return f"studio@{self.slug}.example"


SPORTS_DRINK: Final = "9521000100015"
SPORTS_CARTON: Final = "19521000100012"
SODA: Final = "9521000100022"
LIQUOR: Final = "9521000200012"
PEANUTS: Final = "9521000300019"

DONGQUAN: Final = House(
    "dongquan",
    Label("Dongquan", "东泉"),
    "Li Na 李娜",
    (
        Product(SPORTS_DRINK, Label("Sports drink 500 ml", "运动饮料 500毫升")),
        Product(SPORTS_CARTON, Label("Sports drink, carton of 24", "运动饮料 整箱24瓶")),
        Product(SODA, Label("Soda water 500 ml", "苏打水 500毫升")),
    ),
    (
        Run(
            "Sports drink caps", SPORTS_DRINK, "in_lid", 100_000_000,
            (
                Stretch(1, 60_000_000, "CN-GD", "open the cap"),
                Stretch(60_000_001, 75_000_000, "CN-ZJ"),
                Stretch(75_000_001, 85_000_000, "CN-SC"),
                Stretch(85_000_001, 93_000_000, "CN-BJ"),
                Stretch(93_000_001, 100_000_000, "CN-HB"),
            ),
        ),
        Run("Soda caps", SODA, "in_lid", 20_000_000, (Stretch(1, 10_000_000, told="soda summer"),)),
        Run("Cartons", SPORTS_CARTON, "carton", 4_000_000, (Stretch(1, 4_000_000, told="full carton 整箱有礼"),)),
        Run("Clerks' badges", SPORTS_DRINK, "clerk", 1_000, ()),
    ),
    (
        Shop(
            "DQ-GZ1", Label("Tianhe Road store", "天河路店"), "CN-GD",
            (Worker("1", "Chen Guang 陈光", "owner"), Worker("7", "Lin Mei 林梅", "clerk", badge=True)),
        ),
        Shop(
            "DQ-BJ1", Label("Gulou store", "鼓楼店"), "CN-BJ",
            (Worker("1", "Zhao Lei 赵磊", "owner"), Worker("2", "Sun Yue 孙悦", "clerk", badge=True)),
        ),
    ),
    ("open_the_cap", "soda_summer", "full_carton"),
)  # fmt: skip

JINJIU: Final = House(
    "jinjiu",
    Label("Jinjiu", "金玖"),
    "Wang Fang 王芳",
    (Product(LIQUOR, Label("Jinjiu liquor 500 ml", "金玖白酒 500毫升")),),
    (
        Run(
            "Liquor caps", LIQUOR, "in_lid", 6_000_000,
            (
                Stretch(1, 2_000_000, "CN-BJ", "one place, one policy: a Beijing bottle"),
                Stretch(2_000_001, 5_000_000, "CN-GD", "one place, one policy: a Guangdong bottle"),
                Stretch(5_000_001, 6_000_000, "CN-SH", "one place, one policy: a Shanghai bottle (no activity)"),
            ),
        ),
    ),
    (
        Shop(
            "JJ-GZ1", Label("Yuexiu wine shop", "越秀酒行"), "CN-GD",
            (Worker("1", "He Jun 何军", "owner"), Worker("2", "Luo Yan 罗燕", "clerk")),
        ),
        Shop("JJ-BJ1", Label("Chaoyang wine shop", "朝阳酒行"), "CN-BJ", (Worker("1", "Ma Chao 马超", "owner"),)),
    ),
    ("one_place_one_policy",),
)  # fmt: skip

HUAMANDUO: Final = House(
    "huamanduo",
    Label("Huamanduo", "花满多"),
    "Zhou Min 周敏",
    (Product(PEANUTS, Label("Peanuts 180 g", "花生 180克")),),
    (Run("Peanut bags", PEANUTS, "in_lid", 8_000_000, (Stretch(1, 8_000_000, told="share a bag"),)),),
    (
        Shop(
            "HM-GZ1", Label("Liwan snacks", "荔湾零食铺"), "CN-GD",
            (Worker("1", "Huang Bo 黄波", "owner"), Worker("3", "Xu Jing 许静", "clerk")),
        ),
        Shop(
            "HM-BJ1", Label("Xidan snacks", "西单零食铺"), "CN-BJ",
            (Worker("1", "Gao Yang 高阳", "owner"), Worker("2", "Deng Hui 邓慧", "clerk")),
        ),
    ),
    ("share_a_bottle",),
    WebShop("HM-WEB", Label("Huamanduo online", "花满多网店"), "CN-GD", PEANUTS, 200),
)  # fmt: skip

#: Allied brands are made before campaigns, so the order does not matter.
HOUSES: Final = (DONGQUAN, JINJIU, HUAMANDUO)


def _yuan(minor: int) -> Money:
    return Money(minor, CURRENCY)


#: Jinjiu's bottles give Huamanduo's coupon: 5.00 off 20.00, of which Jinjiu bears 2.00.
SNACKS: Final = AllianceTerms(
    name="Snacks",
    issuer=JINJIU.slug,
    honourer=HUAMANDUO.slug,
    coupon="peanuts-5",
    worth=_yuan(5_00),
    issuer_bears=_yuan(2_00),
    honourer_bears=_yuan(3_00),
    fee_to_issuer=_yuan(20),
    cap_a_month=250,
    exposure=_yuan(1_500_00),
)
SNACKS_COUPON: Final = Label("5 yuan off peanuts", "花生立减5元")
SNACKS_MINIMUM: Final = _yuan(20_00)
SNACKS_VALID_DAYS: Final = 20
