"""The kinds of code a pack carries. A kind says where the code sits and so who scans it.

Which kinds exist is a word list of the language, too: a campaign says `on scan of in_lid code of ...`.
"""

from __future__ import annotations

from typing import Final

from dsl.values import Label
from dsl.vocabulary import Word

IN_LID: Final = Word(
    "in_lid",
    Label("in-lid", "盖内码"),
    Label(
        "Under the cap or the scratch layer: seen only after the purchase, so it carries the reward.",
        "在瓶盖内侧或刮层之下，买后才看得到，用来领奖。",
    ),
)
LABEL: Final = Word(
    "label",
    Label("label", "瓶身码"),
    Label(
        "On the label, open to everyone: product page, genuineness, after-sales service.",
        "印在标签上，人人可扫：看产品、验真伪、办售后。",
    ),
)
CARTON: Final = Word(
    "carton",
    Label("carton", "箱码"),
    Label(
        "On or in the carton: a store registers the goods it holds with it.",
        "在箱体上或箱内，门店用它登记到货。",
    ),
)
CLERK: Final = Word(
    "clerk",
    Label("clerk", "导购码"),
    Label(
        "Carried by a sales clerk: scanned before the product's code, it credits the sale to the clerk.",
        "由导购随身携带，先扫它再扫产品码，这笔销售就记在导购名下。",
    ),
)

CODE_KINDS: Final = (IN_LID, LABEL, CARTON, CLERK)
KIND_NAMES: Final = frozenset(kind.name for kind in CODE_KINDS)
