"""How each wrong campaign is mended: what is written in place of what. The others are mended by their own cure.

Of the cures that the editor offers, the first that leaves no error counts; where there is none, write it here.
"""

from __future__ import annotations

from typing import Final

from dsl import check
from dsl.service import Document, edited, fixes
from tests.support.vocabulary import VOCABULARY
from tests.support.wrong_campaigns import WRONG

_HEAD = WRONG["BC0909"]

#: Written in place of what, each everywhere.
MENDS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "BC0104": (("over\n", "over 30 days ago\n"),),
    "BC0105": (("last_claim at\n", "last_claim at least 30 days ago\n"),),
    "BC0106": (("until 2026", "to 2026"),),
    "BC0109": (("¥1,000.00", "1,000.00 CNY"),),
    "BC0110": (('on redemption of "cap-5" "cap-6"', "on redemption"),),
    "BC0202": (('on scan\n  brand "Jinjiu"', "on scan\n  give points 10"),),
    "BC0203": (('brand "Jinjiu"\ncampaign', "campaign"),),
    "BC0204": (("when consumer.claims is 0\n", "when consumer.claims is 0\n    give points 10\n"),),
    "BC0205": (('  test "ten points"\n', ""),),
    "BC0301": (("#" * 262_145, WRONG["BC0606"].replace("referrer", "consumer")),),
    "BC0302": ((" or ".join(f"consumer.claims is {number}" for number in range(120)), "consumer.claims under 120"),),
    "BC0303": (("segment a consumer.claims is 0\n", ""),),
    "BC0304": ((
        "".join(f"{' ' * depth}when consumer.claims is 0\n" for depth in range(1, 18)) + " " * 18 + "give points 1",
        "  when consumer.claims is 0\n    give points 1",
    ),),
    "BC0305": (("(" * 17, ""), (")" * 17, "")),
    "BC0306": (("  give points 1\n" * 501, "  give points 501\n"),),
    "BC0307": (("  give pints 1\n" * 102, "  give points 102\n"),),
    "BC0308": (
        ("".join(f"segment s{number} consumer.claims is {number}\n" for number in range(201)), ""),
        ("".join(f"  when s{number}\n    give points 1\n" for number in range(200)), "  give points 1\n"),
    ),
    "BC0309": (("segment s16 not s15", "segment s16 consumer.claims at least 1"),),
    "BC0401": (("red_paket 1.88 CNY", "red_packet 1.88 CNY\n  if spent\n    refuse"),),
    "BC0410": (("segment new consumer.claims is 1\n", ""),),
    "BC0411": (("segment consumer.claims", "segment early"),),
    "BC0412": (("segment b not a", "segment b consumer.claims is 0"),),
    "BC0413": (("with region", "with code.region"),),
    "BC0445": (("much", "100.00 CNY"),),
    "BC0446": (('"jinju"', '"jinjiu"'),),
    "BC0447": (('shared "jinjiu"\n', ""), ('  uses "jinjiu"\n', "")),
    "BC0449": (("few 3.00 CNY", "few 3"),),
    "BC0501": (("2026-10-32", "2026-10-31"),),
    "BC0502": (("2026-10-31 24:00", "2026-10-31"),),
    "BC0504": (("02:30 in", "02:30+02:00 in"),),
    "BC0505": (("10:00+02:00", "10:00"),),
    "BC0506": (("2026-10-08 to 2026-10-01", "2026-10-01 to 2026-10-08"),),
    "BC0507": (("1.888", "1.88"),),
    "BC0508": (("points 1.5", "points 2"),),
    "BC0509": (("limit 0 claims", "limit 1 claim"),),
    "BC0510": (("95210001000\n", "9521000100015\n"),),
    "BC0511": (("9521000100016", "9521000100015"),),
    "BC0512": (("999,999,999,999.00", "999,999,999.00"),),
    "BC0601": (("give points\n", "give points 10\n"),),
    "BC0602": (("points 10 20", "points 10"),),
    "BC0603": (('points "ten"', "points 10"),),
    "BC0604": (("points 0\n", "points 1\n"),),
    "BC0605": (("20,000,000", "10,000,000"),),
    "BC0606": (("referrer", "consumer"),),
    "BC0607": ((", stock 6", ""),),
    "BC0608": (("50,000.01", "50,000.00"),),
    "BC0701": (("is 3", "over 3 days ago"),),
    "BC0702": (("over 3", "over 3 days ago"),),
    "BC0703": (("between 5 and 3", "between 3 and 5"),),
    "BC0704": (("consumer.claims\n", "consumer.claims is 0\n"),),
    "BC0705": (("new is yes", "not new"),),
    "BC0706": (("last_claim 3", "last_claim 3 days ago"),),
    "BC0707": ((" in the last 7 days", ""),),
    "BC0708": (("367", "366"),),
    "BC0802": (("phase late from 2026-11-01", "phase late from 2026-10-25"),),
    "BC0803": (("50% points 20", "40% points 20"), ("    rest nothing\n", "")),
    "BC0806": (("    rest points 1", "    5% points 10\n    rest points 1"),),
    "BC0810": (("on scan\n  give points 10\non scan\n", "on scan\n  give points 10\n"),),
    "BC0811": (("101%", "10%"),),
    "BC0812": (("999,999,937", "1,000,000"), ("999,999,929", "1,000,000")),
    "BC0815": (("    give points 1\n", ""),),
    "BC0817": (("    5% points 10\n", "    5%\n      give points 10\n"),),
    "BC0818": (("5% points 10", "5 points 10"), ("rest nothing", "rest points 1")),
    "BC0820": (("    40 points 10\n    rest nothing", "    rest points 10"),),
    "BC0821": (("1,000,000,001", "1,000,000"),),
    "BC0901": (("on scan", 'campaign "Open the cap"\n  brand "Jinjiu"\n  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai\non scan'),),
    "BC0902": ((_HEAD + "on scan\n  give points 10\n" + _HEAD, _HEAD + "on scan\n  give points 10\n"),),
    "BC0861": (("  otherwise\n    give points 20\n", "  give points 20\n"),),
    "BC0871": (("    by try 12 points 6\n", ""),),
    "BC0872": (("by try 1 ", "by try 10 "),),
    "BC0873": (("    by try 3 points 5\n", ""),),
    "BC0874": (("100% points 10", "10% points 10"), ("    by try 9 points 5\n", "    by try 9 points 5\n    rest points 1\n")),
    "BC0819": (("on invitation", "on scan"),),
    "BC0417": (("on scan", "on purchase"),),
    "BC0919": (("until 2026-10-14\n", "until 2026-10-14\n  page theme_plain\n"),),
    "BC0920": (("  page theme_plain\n", ""), ("claims is 0\n", "claims is 0\n  page theme_plain\n")),
    "BC0921": (("2026-11-15", "2026-10-15"),),
    "BC1008": (('of "all"', ""),),
    "BC1009": (("20% CN-BJ", "30% CN-BJ"),),
    "BC1010": (("  with consumer.points 100% 3", "  with code.region 100% CN-GD"),),
    "BC1011": (("  with consumer.rank 100% gold", "  with code.region 100% CN-GD"),),
    "BC1012": (("points 11", "points 10"),),
    "BC1013": (("expect budget lasts until 2026-10-20", "expect claims over 3"),),
    "BC1015": (("  lapsed points 10\n", ""),),
    "BC1014": (("cost under 900", "cost under 900.00 CNY"),),
    "BC0863": (("group b 20%", "group b rest"),),
    "BC0864": (("1 in 3", "33.33%"),),
    "BC0865": (("60%", "50%"),),
    "BC0862": (("on redemption\n", "on scan of batch \"B-1\"\n"),),
    "BC1201": ((", unlocked by scan within 24 hours", ""),),
    "BC1202": ((", locked", ", unlocked by scan within 7 days"),),
    "BC1203": (("points 10, unlocked by scan within 7 days", "points 10"),),
    "BC1204": (("points 10\n", "points 10, unlocked by scan within 7 days\n"),),
    "BC1205": (("unlocked by invitation", "unlocked by scan"),),
    "BC1206": ((", unlocked by scan within 7 days", ""),),
    "BC1207": (("by scan by a friend", "by scan"),),
    "BC1208": (("2026-10-15", "2026-10-31"),),
    "BC1209": (("    if it lapses\n      give points 2\n", ""),),
    "BC1210": (("points 1\n", "points 1 to referrer, at most 5 a month\n"),),
    "BC1301": (("from 500 points a year\ntier \"gold\"", "from 100 points a year\ntier \"gold\""),),
    "BC1302": (("1.255", "1.25"),),
    "BC1303": (('tier "t20" "Tier 20" from 20 points a year\n', ""),),
    "BC1304": (('"golden"', '"gold"'),),
    "BC1501": (("buyers 1 at", "buyers 2 at"),),
    "BC1502": (("single 35.91", "single 39.90"),),
    "BC0922": (("  cost", "  price 80.00 CNY\n  cost"), ("480.00", "48.00"), ('give prize "trip"', 'give prize "trip"\n  if spent\n    refuse')),
    "BC0923": (('"XY"', '"CN"'),),
    "BC0924": (("give points 10", 'give prize "cup"'),),
    "BC1112": ((WRONG["BC1112"], WRONG["BC0606"].replace("referrer", "consumer")),),
    "BC0913": (("off 5.00", "off 15.00"),),
    "BC0914": (("15.00 EUR", "15.00 CNY"),),
    "BC0915": (("until 2026-10-30", "7 days"),),
    "BC1401": (("0.001%", "10%"),),
    "BC1402": ((", 9521000100015\n", "\n"),),
    "BC1403": (("  lane 2\n", ""),),
    "BC1404": (("for 5.00", "for 1.00"),),
    "BC1405": (("at most 3 a day", "at most 10 in all"),),
    "BC1406": (("Corner shop", "S1"),),
    "BC0916": (("cap 5", "cap-5"),),
    "BC0917": (('" "', '"Jinjiu"'),),
    "BC0918": (("2,000.00", "500.00"),),
    "BC0903": (('  runs', '  brand "Jinjiu"\n  runs'),),
    "BC0905": (("  channel", "  budget 1,000.00 CNY\n  channel"),),
    "BC0906": (("a day\n", "a day\n  channel sandbox_wallet\n"),),
    "BC0907": (("stock 20", "stock 10"),),
    "BC0908": (("188.00", "88.00"),),
    "BC0909": (("sandbox_wallet\n", "sandbox_wallet\non scan\n  give points 10\n"),),
    "BC0912": (("at most 1,000.01", "at most 100.00"),),
    "BC1001": (("  invitation\n", "  scan\n"),),
    "BC1002": (("2026-11-02", "2026-10-02"),),
    "BC1003": ((", stock 3", ""),),
    "BC1004": (("101 of 100", "100 of 100"),),
    "BC1005": (("  expect nothing\n", ""),),
    "BC1006": (("  spent points 10\n", ""),),
    "BC1007": (("  spent budget\n", ""),),
    "BC1102": (("when code.region in CN-BJ", "when code.region in CN-GD-SZ"),),
    "BC1104": (('  otherwise\n    refuse "closed" / "已结束"\n', ""),),
    "BC1108": (("  budget 1,000.00 CNY, at most 100.00 CNY a day", "  budget 1,000.00 CNY, at most 200.00 CNY a day"),),
    "BC1109": (("stock 100", "stock 36"),),
    "BC1110": (("30,000.00", "20,000.00"),),
    "BC1111": (("      10% points 100\n      rest points 1\n", ""), ("    draw\n", "    give points 10\n")),
    "BC0822": (("overall 6%", "overall 5.0337%"),),
    "BC1115": (("to referrer", "to referrer, at most 5 a month"),),
    "BC0925": ((" when consumer.claims is 0", ""),),
    "BC0926": (("25 hours", "24 hours"),),
    "BC1118": (("  budget 50.00 CNY when", "  budget 90.00 CNY\n  budget 50.00 CNY when"),),
    "BC1211": (("  budget 50.00 CNY when code.region in CN-GD\n", ""),),
    "BC1117": (("pays store 1.00 CNY", "pays store 6.00 CNY"),),
    "BC1116": (('on redemption of "cap-5"\n  give coupon "cap-5"', 'on redemption of "cap-5"\n  give coupon "cap-5", at most 3 in all'),),
    "BC1113": (("500.00 CNY\n    give", "400.00 CNY\n    give"),),
    "BC1114": (("    budget 100.00 CNY\n", ""),),
}  # fmt: skip


def mended(code: str) -> str:
    """The wrong campaign of a code, put right."""
    text = WRONG[code]
    if code in MENDS:
        for old, new in MENDS[code]:
            assert old in text, f"{code}: the mend replaces what is not there: {old[:60]}"
            text = text.replace(old, new)
        return text
    for fix in fixes(Document(text, VOCABULARY), 0, len(text)):
        after = edited(text, fix.edits)
        if fix.finding.code == code and sound(code, after):
            return after
    raise AssertionError(f"{code} has no cure of its own: write how it is mended in {__name__}.MENDS")


def sound(code: str, text: str) -> bool:
    """No error is left, nor the finding."""
    found = check(text, VOCABULARY).diagnostics
    return all(one.severity != "error" and one.code != code for one in found)
