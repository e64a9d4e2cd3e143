"""Names of the provinces of China by ISO 3166-2, for sentences that people read."""

from __future__ import annotations

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


def region_name(code: str) -> Label:
    """`Guangdong`, `广东`; a smaller region with its code behind; a code that is not known stays as it is."""
    parts = code.split("-")
    for length in range(len(parts), 0, -1):
        found = _TABLE.get("-".join(parts[:length]))
        if found:
            rest = "-".join(parts[length:])
            return Label(f"{found.en} {rest}", f"{found.zh} {rest}") if rest else found
    return Label(code, code)
