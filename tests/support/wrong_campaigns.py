"""One wrong campaign for each finding of the language, as a marketer might write it."""

from __future__ import annotations

from typing import Final

_HEAD = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget 1,000.00 CNY, at most 100.00 CNY a day
  channel sandbox_wallet
"""
_PRIZE = """prize "cup" "A gold cup" / "金杯"
  price 800.00 CNY
"""
_RULE = """on scan
  give points 10
"""
_COUPON = """coupon "cap-5" "5 yuan off" / "减5元"
  worth 5.00 CNY off 15.00 CNY
  valid 7 days
"""


def _rules(*lines: str) -> str:
    return _HEAD + "on scan\n" + "".join(f"  {line}\n" for line in lines)


def _till(*lines: str) -> str:
    """A coupon of these terms."""
    body = "".join(f"  {line}\n" for line in lines)
    return f'{_HEAD}coupon "k" "5 yuan off" / "减5元"\n{body}  valid 40 days\non scan\n  give coupon "k"\n'


def _draw(*lines: str) -> str:
    return _rules("draw", *(f"  {line}" for line in lines))


def _deal(*lines: str) -> str:
    return _rules("deal 100 codes", *(f"  {line}" for line in lines))


def _when(condition: str) -> str:
    return _rules(f"when {condition}", "  give points 10")


def _runs(runs: str, *rest: str) -> str:
    body = "".join(f"  {line}\n" for line in rest)
    return f'campaign "Open the cap"\n  brand "Jinjiu"\n  runs {runs}\n{body}{_RULE}'


def _offer(*lines: str) -> str:
    inner = "\n".join(f"  {line}" for line in ("sells 9521000100015", *lines))
    return f'{_HEAD}offer "box" "Gift box" / "礼盒"\n{inner}\n'


def _tiers(*lines: str) -> str:
    return _HEAD + "".join(f"{line}\n" for line in lines) + _RULE


def _test(*lines: str) -> str:
    return _HEAD + _RULE + 'test "ten points"\n' + "".join(f"  {line}\n" for line in lines)


def _forecast(*lines: str) -> str:
    return _HEAD + _RULE + 'forecast "a month"\n' + "".join(f"  {line}\n" for line in lines)


def _crowd(line: str) -> str:
    return _forecast('over 100 scans of "all"', "expect claims over 3") + f'population "all"\n  {line}\n'


def _many(fact: str) -> str:
    """A condition that cuts the fact into very many classes."""
    values = {"code.batch": '"B-{}"', "scan.region": "CN-GD-{}"}.get(fact, "{}")
    word = "in" if fact == "scan.region" else "is"
    return " or ".join(f"{fact} {word} {values.format(number)}" for number in range(1, 40))


WRONG: Final[dict[str, str]] = {
    "BC0101": _rules("give points 10 «"),
    "BC0102": _HEAD.replace('"Jinjiu"', '"Jinjiu') + _RULE,
    "BC0103": _rules("gvie points 10"),
    "BC0104": _HEAD + "segment quiet consumer.last_claim over\n" + _RULE,
    "BC0105": _HEAD + "segment quiet consumer.last_claim at\n" + _RULE,
    "BC0106": _HEAD.replace("to 2026", "until 2026") + _RULE,
    "BC0107": _when("consumer.claims >= 3"),
    "BC0108": _HEAD.replace("Jinjiu", "Jin\u200bjiu") + _RULE,
    "BC0109": _HEAD.replace("1,000.00 CNY", "¥1,000.00") + _RULE,
    "BC0110": _HEAD + 'on redemption of "cap-5" "cap-6"\n  give points 10\n',
    "BC0201": _rules("when consumer.claims is 0", "    give points 10", "  give points 20"),
    "BC0202": _rules("brand " + '"Jinjiu"'),
    "BC0203": 'brand "Jinjiu"\n' + _HEAD + _RULE,
    "BC0204": _rules("when consumer.claims is 0"),
    "BC0205": _HEAD + 'on scan\n  test "ten points"\n  give points 10\n',
    "BC0301": "#" * 262_145,
    "BC0302": _when(" or ".join(f"consumer.claims is {number}" for number in range(120))),
    "BC0303": _HEAD + "segment a consumer.claims is 0\n" * 2_000 + _RULE,
    "BC0304": _HEAD
    + "on scan\n"
    + "".join(f"{' ' * depth}when consumer.claims is 0\n" for depth in range(1, 18))
    + " " * 18
    + "give points 1\n",
    "BC0305": _when("(" * 17 + "consumer.claims is 0" + ")" * 17),
    "BC0306": _HEAD + "on scan\n" + "  give points 1\n" * 501,
    "BC0308": _HEAD
    + "".join(f"segment s{number} consumer.claims is {number}\n" for number in range(201))
    + "on scan\n"
    + "".join(f"  when s{number}\n    give points 1\n" for number in range(200)),
    "BC0309": _HEAD
    + "segment s0 consumer.claims is 0\n"
    + "".join(f"segment s{number} not s{number - 1}\n" for number in range(1, 18))
    + "on scan\n  when s17\n    give points 1\n",
    "BC0307": _HEAD + "on scan\n" + "  give pints 1\n" * 102,
    "BC0401": _rules("give red_paket 1.88 CNY"),
    "BC0402": _when("consumer.claim is 0"),
    "BC0403": _rules("give points 10 to consumr"),
    "BC0404": _HEAD + "  page theme_stroy\n" + _RULE,
    "BC0405": _HEAD.replace("sandbox_wallet", "sandbox_walet") + _RULE,
    "BC0406": _HEAD + "on scan of in_lit code\n  give points 10\n",
    "BC0407": _HEAD.replace("Asia/Shanghai", "Asia/Shanghi") + _RULE,
    "BC0408": _HEAD.replace("at most 100.00 CNY", "at most 100.00 CNX") + _RULE,
    "BC0409": _HEAD + _COUPON + 'on scan\n  give coupon "cap5"\n  give coupon "cap-5"\n',
    "BC0410": _HEAD
    + "segment new consumer.claims is 0\nsegment new consumer.claims is 1\n"
    + "on scan\n  when new\n    give points 1\n",
    "BC0411": _HEAD + "segment consumer.claims scan.hour is 1\n" + _RULE,
    "BC0412": _HEAD + "segment a not b\nsegment b not a\n" + _RULE,
    "BC0413": _test("at 2026-10-02 10:00", "scan by store with region CN-GD", "expect points 10"),
    "BC0414": _when("code.region in cn-gd"),
    "BC0415": _when("consumer.rank is gld"),
    "BC0441": _when("consumer.\u0441laims is 0"),
    "BC0442": _rules("phase p\uff11 until 2026-10-05", "  give points 10", "otherwise", "  give points 1"),
    "BC0443": _HEAD.replace("Jinjiu", "Jin\u202ejiu") + _RULE,
    "BC0444": _HEAD.replace("Jinjiu", "Jinj\u0456u") + _RULE,
    "BC0445": _HEAD.replace("100.00 CNY a day", "much a day") + _RULE,
    "BC0446": _HEAD + '  uses "jinju"\n' + _RULE + 'shared "jinjiu"\nsegment new consumer.claims is 0\n',
    "BC0447": _HEAD + '  uses "jinjiu"\nshared "jinjiu"\n' + _RULE,
    "BC0448": _HEAD + "constant few 3\n" + _rules("give points 1, at most fw a month").removeprefix(_HEAD),
    "BC0449": _HEAD
    + "constant few 3.00 CNY\n"
    + _rules("give points 1, stock few", "if spent", "  refuse").removeprefix(_HEAD),
    "BC0501": _HEAD.replace("2026-10-31", "2026-10-32") + _RULE,
    "BC0502": _HEAD.replace("2026-10-31", "2026-10-31 24:00") + _RULE,
    "BC0503": _runs("2027-03-28 02:30 to 2027-04-30 in Europe/Berlin"),
    "BC0504": _runs("2026-10-01 to 2026-10-25 02:30 in Europe/Berlin"),
    "BC0505": _runs("2026-10-01 to 2026-10-25 10:00+02:00 in Europe/Berlin"),
    "BC0506": _runs("2026-10-08 to 2026-10-01 in Asia/Shanghai"),
    "BC0507": _rules("give red_packet 1.888 CNY", "if spent", "  refuse"),
    "BC0508": _rules("give points 1.5"),
    "BC0509": _HEAD + "  limit 0 claims per consumer\n" + _RULE,
    "BC0510": _HEAD + "on scan of 952100010001\n  give points 10\n".replace("952100010001", "95210001000"),
    "BC0511": _HEAD + "on scan of 9521000100016\n  give points 10\n",
    "BC0512": _HEAD.replace("1,000.00", "999,999,999,999.00") + _RULE,
    "BC0601": _rules("give points"),
    "BC0602": _rules("give points 10 20"),
    "BC0603": _rules('give points "ten"'),
    "BC0604": _rules("give points 0"),
    "BC0605": _rules("give points 20,000,000"),
    "BC0606": _rules("give points 10 to referrer"),
    "BC0607": _rules("give points 10, stock 5, stock 6", "if spent", "  refuse"),
    "BC0608": _HEAD.replace("1,000.00 CNY, at most 100.00 CNY a day", "100,000.00 CNY")
    + "on scan\n  draw\n    1 in 10,000 red_packet 50,000.01 CNY\n    rest points 10\n"
    + "  if spent\n    refuse\n",
    "BC0701": _when("consumer.last_claim is 3"),
    "BC0702": _when("consumer.last_claim over 3"),
    "BC0703": _when("consumer.claims between 5 and 3"),
    "BC0704": _when("consumer.claims"),
    "BC0705": _HEAD
    + "segment new consumer.claims is 0\n"
    + "on scan\n  when new is yes\n    give points 10\n  when new\n    give points 1\n",
    "BC0706": _test("at 2026-10-02 10:00", "scan with last_claim 3", "expect points 10"),
    "BC0707": _when("scan.hour in the last 7 days over 3"),
    "BC0708": _when("consumer.claims in the last 367 days over 3"),
    "BC0801": _rules("otherwise", "  give points 10", "when consumer.claims is 0", "  give points 20"),
    "BC0802": _rules("phase late from 2026-11-01", "  give points 10"),
    "BC0803": _draw("60% points 10", "50% points 20", "rest nothing"),
    "BC0804": _draw("60% points 10"),
    "BC0805": _draw("60% points 10", "rest points 1", "rest points 2"),
    "BC0806": _draw("rest points 1"),
    "BC0807": _rules("give red_packet 1.88 CNY"),
    "BC0808": _rules("give red_packet 1.88 CNY", "if spent", "  refuse", "if spent", "  give points 1"),
    "BC0809": _rules("give red_packet 1.88 CNY", "if spent", "  give red_packet 0.88 CNY"),
    "BC0810": _HEAD + _RULE + _RULE,
    "BC0811": _draw("101% points 10", "rest nothing"),
    "BC0812": _draw("1 in 999,999,937 points 10", "1 in 999,999,929 points 20", "rest nothing"),
    "BC0813": _draw("100% points 10", "rest points 1"),
    "BC0814": _rules('refuse "closed" / "已结束"', "give points 10"),
    "BC0815": _rules("give red_packet 1.88 CNY", "if spent", "  give points 1", "  refuse"),
    "BC0818": _deal("5% points 10", "rest nothing"),
    "BC0819": _HEAD + "on invitation\n  deal 100 codes\n    5 points 10\n    rest points 1\n",
    "BC0820": _deal("60 points 20", "40 points 10", "rest nothing"),
    "BC0821": _rules("deal 1,000,000,001 codes", "  5 points 10", "  rest points 1"),
    "BC0871": _draw("5% points 10", "by try 9 points 5", "by try 12 points 6", "rest nothing"),
    "BC0872": _draw("5% points 10", "by try 1 points 5", "rest nothing"),
    "BC0873": _HEAD
    + _COUPON
    + 'on scan\n  give coupon "cap-5"\non redemption of "cap-5"\n  draw\n    5% points 9\n    by try 3 points 5\n'
    + "    rest nothing\n",
    "BC0874": _draw("100% points 10", "by try 9 points 5"),
    "BC0817": _draw("5% points 10", "  give points 20", "rest nothing"),
    "BC0816": _rules(
        "phase all until 2026-10-31", "  give points 10", "when consumer.claims is 0", "  give points 20"
    ),
    "BC0862": _HEAD
    + _COUPON
    + 'on scan\n  give coupon "cap-5"\non redemption\n  phase early for the first 20 claims\n    give points 10\n'
    + "  otherwise\n    give points 5\n",
    "BC0863": _rules(
        "experiment offer", "  group a 90%", "    give points 1", "  group b 20%", "    give points 2"
    ),
    "BC0864": _rules(
        "experiment offer", "  group a 1 in 3", "    give points 1", "  group b rest", "    give points 2"
    ),
    "BC0865": _HEAD
    + "on scan\n  experiment offer\n    group a 50%\n      give points 1\n    group b rest\n      give points 2\n"
    + "on invitation\n  experiment offer\n    group a 60%\n      give points 1\n    group b rest\n      give points 2\n",
    "BC0861": _rules(
        "together", "  when consumer.claims is 0", "    give points 10", "otherwise", "  give points 20"
    ),
    "BC0901": _RULE,
    "BC0902": _HEAD + _RULE + _HEAD,
    "BC0903": _HEAD.replace('  brand "Jinjiu"\n', "") + _RULE,
    "BC0904": _HEAD.replace('  brand "Jinjiu"\n', '  brand "Jinjiu"\n  brand "Jinjiu"\n') + _RULE,
    "BC0905": _runs("2026-10-01 to 2026-10-31 in Asia/Shanghai", "channel sandbox_wallet")
    + "on invitation\n  give red_packet 1.88 CNY\n  if spent\n    refuse\n",
    "BC0906": _HEAD.replace("  channel sandbox_wallet\n", "")
    + "on scan\n  give red_packet 1.88 CNY\n  if spent\n    refuse\n",
    "BC0907": _draw("1% red_packet 88.00 CNY, stock 20", "rest points 1"),
    "BC0908": _rules("give red_packet 188.00 CNY", "if spent", "  refuse"),
    "BC0909": _HEAD,
    "BC0910": _HEAD + _COUPON + _RULE,
    "BC0911": _HEAD + "segment new consumer.claims is 0\n" + _RULE,
    "BC0912": _HEAD.replace("at most 100.00", "at most 1,000.01") + _RULE,
    "BC0913": _HEAD + _COUPON.replace("15.00", "5.00") + 'on scan\n  give coupon "cap-5"\n',
    "BC0914": _HEAD + _COUPON.replace("15.00 CNY", "15.00 EUR") + 'on scan\n  give coupon "cap-5"\n',
    "BC0915": _HEAD + _COUPON.replace("7 days", "until 2026-10-30") + 'on scan\n  give coupon "cap-5"\n',
    "BC1401": _till("worth 0.001%, at most 5.00 CNY"),
    "BC1402": _till("worth 5.00 CNY", "products 9521000100015, 9521000100022, 9521000100015"),
    "BC1403": _till("worth 5.00 CNY", "goods 9521000100015", "lane 2"),
    "BC1404": _till("worth 5.00 CNY", "goods 9521000100015 for 5.00 CNY"),
    "BC1405": _till("worth 5.00 CNY", "each person at most 2 a day, at most 3 a day"),
    "BC1406": _till("worth 5.00 CNY", 'outlets "Corner shop"'),
    "BC0916": _HEAD + _COUPON.replace("cap-5", "cap 5") + 'on scan\n  give coupon "cap 5"\n',
    "BC0917": _HEAD.replace('"Jinjiu"', '" "') + _RULE,
    "BC0416": _HEAD + "on purchse\n  give points 10\n",
    "BC0417": _when("purchase.amount over 100.00 CNY"),
    "BC0918": _rules(
        "when consumer.claims is 0",
        "  budget 2,000.00 CNY",
        "  give red_packet 1.88 CNY",
        "if spent",
        "  refuse",
    ),
    "BC0919": _HEAD + "  page theme_story until 2026-10-14\n" + _RULE,
    "BC0920": _HEAD + "  page theme_plain\n  page theme_story when consumer.claims is 0\n" + _RULE,
    "BC0921": _HEAD + "  page theme_story from 2026-11-15\n  page theme_plain\n" + _RULE,
    "BC0822": _draw("overall 6%", "15,101 in 300,000 points 10", "rest nothing"),
    "BC0922": _HEAD
    + 'prize "trip" "A trip" / "旅行"\n  cost 480.00 CNY\n'
    + 'on scan\n  give prize "trip"\n',
    "BC0923": _HEAD + '  market "XY"\n' + _RULE,
    "BC0924": _HEAD + _PRIZE + _RULE,
    "BC0418": _HEAD + _PRIZE + 'on scan\n  give prize "cap"\n  give prize "cup"\n',
    "BC1001": _test("at 2026-10-02 10:00", "invitation", "expect points 10"),
    "BC1002": _test("at 2026-11-02 10:00", "scan", "expect points 10"),
    "BC1003": _test("at 2026-10-02 10:00", "scan", "expect points 10, stock 3"),
    "BC1004": _test("at 2026-10-02 10:00", "scan", "draw 101 of 100", "expect points 10"),
    "BC1006": _test("at 2026-10-02 10:00", "scan", "spent points 10", "expect points 10"),
    "BC1015": _test("at 2026-10-02 10:00", "scan", "lapsed points 10", "expect points 10"),
    "BC1007": _test("at 2026-10-02 10:00", "scan", "spent budget", "expect points 10"),
    "BC1008": _forecast('over 100 scans of "all"', "expect claims over 3"),
    "BC1009": _crowd("with code.region 70% CN-GD, 20% CN-BJ"),
    "BC1010": _crowd("with consumer.points 100% 3"),
    "BC1011": _crowd("with consumer.rank 100% gold"),
    "BC1012": _forecast("over 100 scans", "expect points 11 given over 3 times"),
    "BC1013": _forecast("over 100 scans", "expect budget lasts until 2026-10-20").replace(
        "  budget 1,000.00 CNY, at most 100.00 CNY a day\n", ""
    ),
    "BC1014": _forecast("over 100 scans", "expect cost under 900"),
    "BC1005": _test("at 2026-10-02 10:00", "scan", "expect nothing", "expect points 10"),
    "BC1016": _rules(
        "phase launch until 2026-10-05",
        "  budget 50.00 CNY",
        "  give red_packet 1.00 CNY",
        "otherwise",
        "  give points 1",
        "if spent",
        "  give points 2",
    )
    + 'test "gone"\n  at 2026-10-02 10:00\n  scan\n  spent budget "lunch"\n  expect points 2\n',
    "BC1101": _rules(
        "when consumer.claims over 3 and consumer.claims under 2",
        "  give points 10",
        "otherwise",
        "  give points 1",
    ),
    "BC1102": _rules(
        "when code.region in CN-GD",
        "  when code.region in CN-BJ",
        "    give points 10",
        "  otherwise",
        "    give points 5",
        "otherwise",
        "  give points 1",
    ),
    "BC1103": _rules(
        "when consumer.claims under 2",
        "  give points 10",
        "when code.region in CN-GD",
        "  give points 20",
        "when consumer.claims is 0 or code.region in CN-GD-SZ",
        "  give points 30",
        "otherwise",
        "  give points 1",
    ),
    "BC1104": _rules(
        "give points 10",
        "when scan.hour under 8",
        '  refuse "still asleep" / "还没开门"',
        "otherwise",
        '  refuse "closed" / "已结束"',
    ),
    "BC1105": _rules(
        "when consumer.last_claim over 30 days ago",
        "  give points 50",
        "when consumer.last_claim at most 30 days ago",
        "  give points 10",
    ),
    "BC1106": _rules("phase launch until 2026-10-07", "  give points 10"),
    "BC1107": _rules(
        "when scan.hour between 8 and 11", "  give points 10", "when scan.hour over 13", "  give points 5"
    ),
    "BC1108": _rules(
        "give red_packet 60.00 CNY",
        "when consumer.claims is 0",
        "  give red_packet 60.00 CNY",
        "if spent",
        "  refuse",
    ),
    "BC1109": _rules(
        "phase launch until 2026-10-03",
        "  give red_packet 8.00 CNY, stock 100",
        "otherwise",
        "  give points 10",
        "if spent",
        "  give points 10",
    ),
    "BC1110": _HEAD.replace("1,000.00 CNY, at most 100.00 CNY a day", "100,000.00 CNY")
    + "on scan\n  draw\n    1 in 10,000 red_packet 30,000.00 CNY\n    rest points 10\n"
    + "  when consumer.claims is 0\n    draw\n      1 in 10,000 red_packet 25,000.00 CNY\n      rest points 10\n"
    + "  if spent\n    refuse\n",
    "BC1111": _rules(
        "when code.region in CN-GD",
        "  draw",
        "    10% points 100",
        "    rest points 1",
        "otherwise",
        "  give points 1",
    ),
    "BC1112": _rules(
        *(
            line
            for fact in ("consumer.claims", "consumer.points", "code.batch", "scan.hour", "scan.region")
            for line in (f"when {_many(fact)}", "  give points 10")
        ),
        "otherwise",
        "  give points 1",
    ),
    "BC1115": _HEAD + "on invitation\n  give points 10\n  give points 50 to referrer\n",
    "BC0925": _HEAD + "  budget 10.00 EUR when consumer.claims is 0\n" + _RULE,
    "BC0926": _HEAD + "  clerk code 25 hours\n" + _RULE,
    "BC1118": _rules(
        "budget 50.00 CNY when code.region in CN-GD", "give red_packet 1.00 CNY", "if spent", "  refuse"
    ),
    "BC1211": _rules(
        "budget 50.00 CNY when code.region in CN-GD",
        "budget 50.00 CNY",
        "give red_packet 1.00 CNY, unlocked by scan within 7 days",
        "if spent",
        "  refuse",
    ),
    "BC1117": _HEAD + _COUPON + '  pays store 1.00 CNY\non scan\n  give coupon "cap-5"\n',
    "BC1116": _HEAD
    + _COUPON
    + 'on scan\n  give coupon "cap-5"\non redemption of "cap-5"\n  give coupon "cap-5"\n',
    "BC1113": _rules(
        "when consumer.claims is 0",
        "  budget 600.00 CNY",
        "  give red_packet 1.88 CNY",
        "otherwise",
        "  budget 500.00 CNY",
        "  give red_packet 0.88 CNY",
        "if spent",
        "  refuse",
    ),
    "BC1114": _rules(
        "when consumer.claims is 0",
        "  budget 100.00 CNY",
        "  give points 20",
        "otherwise",
        "  give points 10",
    ),
    "BC1210": _HEAD
    + "on invitation\n  give points 10 to referrer, at most 5 a month, unlocked by invitation within 7 days\n"
    + "    if it lapses\n      give points 1\n",
    "BC1201": _rules("give points 10, unlocked by scan within 7 days, unlocked by scan within 24 hours"),
    "BC1202": _rules("give points 10, locked"),
    "BC1203": _rules(
        "give red_packet 8.88 CNY", "if spent", "  give points 10, unlocked by scan within 7 days"
    ),
    "BC1204": _rules("give points 10", "  if it lapses", "    give points 1"),
    "BC1205": _rules("give points 10, unlocked by invitation within 7 days"),
    "BC1206": _HEAD
    + _COUPON
    + _RULE
    + '  give coupon "cap-5"\non redemption\n  give points 10 to clerk, unlocked by scan within 7 days\n',
    "BC1207": _rules("give points 10, unlocked by scan by a friend within 7 days"),
    "BC1208": _rules("give points 10, unlocked by scan until 2026-10-15"),
    "BC1301": _tiers(
        'tier "silver" "Silver" from 500 points a year', 'tier "gold" "Gold" from 500 points a year'
    ),
    "BC1302": _tiers('tier "gold" "Gold" from 500 points a year, points times 1.255'),
    "BC1303": _tiers(*(f'tier "t{at}" "Tier {at}" from {at} points a year' for at in range(21))),
    "BC1304": _tiers('tier "gold" "Gold" from 500 points a year')
    + 'on silence of 30 days\n  when consumer.tier is "golden"\n    give points 10\n',
    "BC1209": _rules(
        "give points 10, unlocked by scan within 7 days",
        "  if it lapses",
        "    give points 1",
        "  if it lapses",
        "    give points 2",
    ),
    "BC1501": _offer("buyers 1 at 35.91 CNY within 24 hours"),
    "BC1502": _offer("single 35.91 CNY", "buyers 2 at 35.91 CNY within 24 hours"),
}
