"""Names of the provinces of China by ISO 3166-2, for sentences that people read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dsl.values import Label

_NAMES: Final = """
CN China 中国|AH Anhui 安徽|BJ Beijing 北京|CQ Chongqing 重庆|FJ Fujian 福建|GD Guangdong 广东|GS Gansu 甘肃|GX Guangxi 广西
GZ Guizhou 贵州|HA Henan 河南|HB Hubei 湖北|HE Hebei 河北|HI Hainan 海南|HK Hong_Kong 香港|HL Heilongjiang 黑龙江
HN Hunan 湖南|JL Jilin 吉林|JS Jiangsu 江苏|JX Jiangxi 江西|LN Liaoning 辽宁|MO Macao 澳门|NM Inner_Mongolia 内蒙古
NX Ningxia 宁夏|QH Qinghai 青海|SC Sichuan 四川|SD Shandong 山东|SH Shanghai 上海|SN Shaanxi 陕西|SX Shanxi 山西
TJ Tianjin 天津|TW Taiwan 台湾|XJ Xinjiang 新疆|XZ Tibet 西藏|YN Yunnan 云南|ZJ Zhejiang 浙江
"""
_TABLE: Final = {
    code if code == "CN" else f"CN-{code}": Label(en.replace("_", " "), zh)
    for code, en, zh in (row.split() for row in _NAMES.strip().replace("\n", "|").split("|"))
}


#: Every province by its code, and the country.
NAMES: Final[Mapping[str, Label]] = MappingProxyType(_TABLE)


#: The two digits of GB/T 2260 that ISO 3166-2 used before its letters; proxies still name provinces by them.
_DIGITS: Final = dict(
    one.split()
    for one in [
        "11 BJ",
        "12 TJ",
        "13 HE",
        "14 SX",
        "15 NM",
        "21 LN",
        "22 JL",
        "23 HL",
        "31 SH",
        "32 JS",
        "33 ZJ",
        "34 AH",
        "35 FJ",
        "36 JX",
        "37 SD",
        "41 HA",
        "42 HB",
        "43 HN",
        "44 GD",
        "45 GX",
        "46 HI",
        "50 CQ",
        "51 SC",
        "52 GZ",
        "53 YN",
        "54 XZ",
        "61 SN",
        "62 GS",
        "63 QH",
        "64 NX",
        "65 XJ",
        "71 TW",
        "91 HK",
        "92 MO",
    ]
)


def lettered(code: str) -> str:
    """A region of China by letters, should it be written in digits: `CN-44` is `CN-GD`."""
    country, dash, rest = code.upper().partition("-")
    first, *more = rest.split("-")
    return "-".join((country, _DIGITS.get(first, first), *more)) if country == "CN" and dash else code.upper()


def region_name(code: str) -> Label:
    """`Guangdong`, `广东`; a smaller region with its code behind; a code that is not known stays as it is."""
    parts = code.split("-")
    for length in range(len(parts), 0, -1):
        found = _TABLE.get("-".join(parts[:length]))
        if found:
            rest = "-".join(parts[length:])
            return Label(f"{found.en} {rest}", f"{found.zh} {rest}") if rest else found
    return Label(code, code)
