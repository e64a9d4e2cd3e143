"""The words of the grammar, each with its English and its Chinese spelling, in one table.

A spelling may serve several words (`in`, `at`, `to`): the place in the sentence decides which is meant.
Spellings of several English words are written with single spaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Keyword:
    """One grammar word: the spellings that the formatter prints, and others that are understood."""

    en: str
    zh: str
    others: tuple[str, ...] = ()

    def spelled(self, language: Language) -> str:
        """The spelling that the formatter prints."""
        return self.zh if language == "zh" else self.en


KEYWORDS: Final[dict[str, Keyword]] = {
    "CAMPAIGN": Keyword("campaign", "活动"),
    "SHARED": Keyword("shared", "共享"),
    "USES": Keyword("uses", "共用"),
    "CONSTANT": Keyword("constant", "常量"),
    "BRAND": Keyword("brand", "品牌"),
    "RUNS": Keyword("runs", "时间"),
    "BUDGET": Keyword("budget", "预算"),
    "LIMIT": Keyword("limit", "限领", ("限制",)),
    "PAGE": Keyword("page", "页面"),
    "CHANNEL": Keyword("channel", "渠道", ("付款渠道",)),
    "OVERALL": Keyword("overall", "总中奖率"),
    "MARKET": Keyword("market", "市场"),
    "ORGANISER": Keyword("organiser", "主办", ("主办方", "organizer")),
    "CONTACT": Keyword("contact", "联系", ("联系方式",)),
    "CLERK_CODE": Keyword("clerk code", "导购码"),
    "TIER": Keyword("tier", "等级"),
    "POINTS_A_YEAR": Keyword("points a year", "年积分满", ("point a year",)),
    "POINTS_TIMES": Keyword("points times", "积分乘"),
    "PRIZE": Keyword("prize", "奖品", ("实物奖品",)),
    "PRICE": Keyword("price", "市价"),
    "PRIZE_COST": Keyword("cost", "成本"),
    "DELIVERY": Keyword("delivery", "交付", ("交付方式",)),
    "OFFER": Keyword("offer", "商品"),
    "SELLS": Keyword("sells", "出售"),
    "SINGLE": Keyword("single", "单买"),
    "BUYERS": Keyword("buyers", "拼团"),
    "BUYERS_AT": Keyword("at", "人"),
    "COUPON": Keyword("coupon", "券", ("优惠券",)),
    "WORTH": Keyword("worth", "面值"),
    "OFF": Keyword("off", "满"),
    "VALID": Keyword("valid", "有效", ("有效期",)),
    "AT": Keyword("at", "在"),
    "STORES": Keyword("stores", "门店"),
    "ONLINE": Keyword("online", "线上"),
    "ANYWHERE": Keyword("anywhere", "不限"),
    "PAYS": Keyword("pays store", "结算", ("付门店",)),
    "PRODUCTS": Keyword("products", "限商品", ("适用商品",)),
    "GOODS": Keyword("goods", "兑换"),
    "FOR_PRICE": Keyword("for", "加付"),
    "LANE": Keyword("lane", "叠加位"),
    "ALONGSIDE": Keyword("alongside at most", "至多同用"),
    "OTHERS": Keyword("other", "张", ("others",)),
    "OUTLETS": Keyword("outlets", "参与门店"),
    "EACH_PERSON": Keyword("each person", "每人可用"),
    "SEGMENT": Keyword("segment", "人群"),
    "ON": Keyword("on", "当"),
    "SCAN": Keyword("scan", "扫码"),
    "OF": Keyword("of", "的"),
    "CODE": Keyword("code", "码"),
    "BATCH": Keyword("batch", "批次"),
    "INVITATION": Keyword("invitation", "受邀"),
    "REDEMPTION": Keyword("redemption", "核销"),
    "PHASE": Keyword("phase", "阶段"),
    "FROM": Keyword("from", "从"),
    "UNTIL": Keyword("until", "截至", ("至",)),
    "FOR_FIRST": Keyword("for the first", "前"),
    "WHEN": Keyword("when", "如果", ("若",)),
    "OTHERWISE": Keyword("otherwise", "否则"),
    "TOGETHER": Keyword("together", "同时"),
    "EXPERIMENT": Keyword("experiment", "实验"),
    "GROUP": Keyword("group", "分组"),
    "IF_SPENT": Keyword("if spent", "若已发完", ("if the budget is spent", "发完则", "若发完")),
    "GIVE": Keyword("give", "发"),
    "GIVE_TO": Keyword("to", "给"),
    "DRAW": Keyword("draw", "抽奖"),
    "BY_TRY": Keyword("by try", "最迟第"),
    "DEAL": Keyword("deal", "奖池"),
    "CODES": Keyword("codes", "个码"),
    "REST": Keyword("rest", "其余"),
    "NOTHING": Keyword("nothing", "无"),
    "STOCK": Keyword("stock", "限量"),
    "ODDS_IN": Keyword("in", "比"),
    "EVERY": Keyword("every", "每"),
    "WINS": Keyword("wins", "中"),
    "IF_LAPSED": Keyword("if it lapses", "若未解锁", ("逾期则",)),
    "UNLOCKED_BY": Keyword("unlocked by", "解锁需", ("解锁须",)),
    "BY_FRIEND": Keyword("by a friend", "由好友"),
    "WITHIN": Keyword("within", "限时"),
    "THEN_WAITS": Keyword("then waits", "再等"),
    "LOCKED": Keyword("locked", "待解锁"),
    "REFUSE": Keyword("refuse", "拒绝"),
    "TEST": Keyword("test", "测试"),
    "SPENT": Keyword("spent", "已发完"),
    "LAPSED": Keyword("lapsed", "未解锁"),
    "POPULATION": Keyword("population", "客群"),
    "CONSUMERS": Keyword("consumers", "人数"),
    "FIRST": Keyword("first", "前"),
    "FORECAST": Keyword("forecast", "预测"),
    "OVER_SCANS": Keyword("over", "模拟"),
    "SCANS": Keyword("scans", "次扫码", ("scan",)),
    "SEED": Keyword("seed", "种子"),
    "COST": Keyword("cost", "花费"),
    "PER": Keyword("per", "每"),
    "GIVEN": Keyword("given", "发出"),
    "CLAIMED": Keyword("claims", "领取"),
    "REDEEMS": Keyword("redeems", "核销率"),
    "INVITES": Keyword("invites", "邀请率"),
    "REFUSALS": Keyword("refusals", "拒绝"),
    "LASTS_UNTIL": Keyword("lasts until", "够用到"),
    "EXPECT": Keyword("expect", "期望", ("预期",)),
    "REFUSAL": Keyword("refusal", "拒绝"),
    "REVIEW": Keyword("review", "待审核", ("held",)),
    "PLACE": Keyword("in", "于", ("在",)),
    "BY": Keyword("by", "由"),
    "WITH": Keyword("with", "其"),
    "RUNS_TO": Keyword("to", "至", ("到",)),
    "ZONE": Keyword("in", "时区"),
    "CLAIMS": Keyword("claims", "次", ("claim",)),
    "TIMES": Keyword("times", "次", ("time",)),
    "PER_CONSUMER": Keyword("per consumer", "每人"),
    "PER_PRODUCT": Keyword("per consumer and product", "每人每种商品"),
    "PER_DEVICE": Keyword("per device", "每台设备"),
    "PER_OUTLET": Keyword("per outlet", "每店"),
    "PER_CLERK": Keyword("per clerk", "每位店员"),
    "PER_REFERRER": Keyword("per referrer", "每位分享人"),
    "A_DAY": Keyword("a day", "每天", ("每日",)),
    "A_WEEK": Keyword("a week", "每周"),
    "A_MONTH": Keyword("a month", "每月"),
    "IN_ALL": Keyword("in all", "总共"),
    "IS": Keyword("is", "为", ("是", "等于")),
    "IS_NOT": Keyword("is not", "不为", ("不是", "不等于")),
    "OVER": Keyword("over", "超过", ("more than", "大于", "多于")),
    "UNDER": Keyword("under", "低于", ("less than", "小于", "少于", "不足")),
    "AT_LEAST": Keyword("at least", "至少"),
    "AT_MOST": Keyword("at most", "至多", ("最多",)),
    "IN": Keyword("in", "属于"),
    "NOT_IN": Keyword("not in", "不属于"),
    "BETWEEN": Keyword("between", "介于"),
    "UP_TO": Keyword("and", "与", ("和",)),
    "BEFORE": Keyword("before", "早于"),
    "SINCE": Keyword("since", "自从"),
    "HAS": Keyword("has", "含", ("包含",)),
    "HAS_NO": Keyword("has no", "不含", ("不包含",)),
    "IN_LAST": Keyword("in the last", "近", ("最近",)),
    "DAYS": Keyword("days", "天", ("day", "日")),
    "HOURS": Keyword("hours", "小时", ("hour",)),
    "MINUTES": Keyword("minutes", "分钟", ("minute",)),
    "AGO": Keyword("ago", "前", ("以前",)),
    "AND": Keyword("and", "且", ("并且",)),
    "OR": Keyword("or", "或", ("或者",)),
    "NOT": Keyword("not", "非"),
    "YES": Keyword("yes", "是"),
    "NO": Keyword("no", "否"),
}

#: Marks, with the full-width forms that a Chinese keyboard gives.
MARKS: Final = {
    ",": "COMMA", "，": "COMMA", "、": "COMMA", "%": "PERCENT", "％": "PERCENT",
    "/": "SLASH", "／": "SLASH", "(": "LPAR", "（": "LPAR", ")": "RPAR", "）": "RPAR",
}  # fmt: skip

#: Terminals that stand for a name of the vocabulary or of the campaign, and what to call such a name.
NAMES: Final = {
    "TRIGGER": ("an event such as `purchase`", "事件，如 `购买`"),
    "REWARD": ("a reward", "奖励名称"),
    "FACT": ("a fact or segment", "事实或人群名称"),
    "RECIPIENT": ("a recipient", "领取人"),
    "THEME": ("a theme", "页面主题"),
    "CHANNEL_NAME": ("a payment channel", "付款渠道名称"),
    "KIND": ("a kind of code", "码的种类"),
    "ZONE_NAME": ("a time zone such as `Asia/Shanghai`", "时区，如 `Asia/Shanghai`"),
    "REGION": ("a region such as `CN-GD`", "地区，如 `CN-GD`"),
    "CURRENCY": ("a currency such as `CNY`", "货币，如 `元`"),
    "SEGMENT_NAME": ("a name for the segment", "人群名称"),
    "PHASE_NAME": ("a name for the phase", "阶段名称"),
    "EXPERIMENT_NAME": ("a name for the experiment", "实验名称"),
    "GROUP_NAME": ("a name for the group", "分组名称"),
    "VALUE": ("a word", "一个词"),
    "WORD": ("a word", "一个词"),
    "CONSTANT_NAME": ("a name for the constant", "常量名称"),
    "AMOUNT_NAME": ("a constant", "常量"),
    "COUNT_NAME": ("a constant", "常量"),
}


#: Chinese names of the served currencies, the first for printing.
CURRENCY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "CNY": ("元", "人民币"), "EUR": ("欧元",), "GBP": ("英镑",), "HKD": ("港元", "港币"), "JPY": ("日元",),
    "KWD": ("科威特第纳尔",), "USD": ("美元",),
}  # fmt: skip


def _spellings() -> dict[tuple[str, ...], tuple[str, ...]]:
    table: dict[tuple[str, ...], list[str]] = {}
    for terminal, keyword in KEYWORDS.items():
        for spelling in dict.fromkeys((keyword.en, keyword.zh, *keyword.others)):
            table.setdefault(tuple(spelling.split(" ")), []).append(terminal)
    return {words: tuple(terminals) for words, terminals in table.items()}


#: From a spelling, cut at its spaces, to the terminals that it may mean.
SPELLINGS: Final = _spellings()
LONGEST_PHRASE: Final = max(map(len, SPELLINGS))
#: From the first word of a spelling to the spellings that begin with it, longest first.
PHRASES: Final = {
    first: tuple(
        sorted(
            (entry for entry in SPELLINGS.items() if entry[0][0] == first), key=lambda entry: -len(entry[0])
        )
    )
    for first in {words[0] for words in SPELLINGS}
}
LONGEST_CHINESE: Final = max(len(words[0]) for words in SPELLINGS if not words[0].isascii())


def line_heads(language: Language) -> tuple[str, ...]:
    """The words that may begin a line, in one language."""
    return tuple(KEYWORDS[terminal].spelled(language) for terminal in HEADS)


#: Words that begin a line. Odds begin with a number.
HEADS: Final = (
    "CAMPAIGN", "SHARED", "USES", "CONSTANT", "BRAND", "RUNS", "BUDGET", "LIMIT", "PAGE", "CHANNEL", "MARKET", "ORGANISER", "CONTACT", "CLERK_CODE",
    "TIER", "PRIZE", "PRICE", "PRIZE_COST", "DELIVERY", "COUPON", "WORTH", "VALID", "AT",
    "PAYS", "PRODUCTS", "GOODS", "LANE", "OUTLETS", "EACH_PERSON", "SEGMENT", "ON", "PHASE", "WHEN", "OTHERWISE", "TOGETHER", "EXPERIMENT", "GROUP", "GIVE", "DRAW", "DEAL",
    "BY_TRY", "OVERALL", "REST", "IF_SPENT",
    "IF_LAPSED", "REFUSE", "TEST", "SCAN", "INVITATION", "REDEMPTION", "SPENT", "LAPSED", "EXPECT", "POPULATION",
    "CONSUMERS", "FIRST", "REDEEMS", "INVITES", "WITH", "FORECAST", "OVER_SCANS",
)  # fmt: skip
