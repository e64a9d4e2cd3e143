"""One sentence about each kind of line: what a campaign says with it."""

from __future__ import annotations

from typing import Final

from dsl import lines as ln
from dsl.values import Label

LINE_HELP: Final[dict[type, Label]] = {
    ln.CampaignLine: Label("Begins the campaign and gives it its title.", "开始一个活动，并写明名称。"),
    ln.BrandLine: Label("The brand that runs the campaign.", "举办活动的品牌。"),
    ln.RunsLine: Label(
        "From when to when the campaign runs, and the zone in which its days are counted. The last day is included.",
        "活动从何时到何时，按哪个时区计日。最后一天包含在内。",
    ),
    ln.BudgetLine: Label(
        "The most that rewards may cost in this currency, in all and on one day.",
        "这种货币的奖励总共、每天最多花多少。",
    ),
    ln.LimitLine: Label(
        "How often one consumer or outlet may claim; a claim beyond it is refused.",
        "每位用户或每家门店最多领取几次，超过则拒绝。",
    ),
    ln.PageLine: Label("The theme of the page that consumers see.", "用户所见页面的主题。"),
    ln.ChannelLine: Label(
        "A channel by which money is paid out; of several lines, the first that can pay the amount.",
        "发放现金所用的付款渠道；写了多行时，由第一个能支付该金额的渠道发放。",
    ),
    ln.OverallLine: Label(
        "The chance of any prize of this draw as it is announced; it must be what the lines give.",
        "对外公布的总中奖率，必须与下列各行一致。",
    ),
    ln.MarketLine: Label(
        "The market whose rules about prizes hold; left out, it is CN.",
        "适用哪个市场的有奖销售规则，不写则为 CN。",
    ),
    ln.OrganiserLine: Label(
        "Who organises the campaign, as the rules page tells it.", "规则页公示的主办方。"
    ),
    ln.ContactLine: Label("How consumers reach the organiser.", "用户联系主办方的方式。"),
    ln.ClerkCodeLine: Label(
        "How long a clerk's code counts for claims after somebody scanned it, and for how many claims at most; "
        "left out, as the brand has settled.",
        "扫导购码后多久内的领取算在这位导购名下，最多算几次；不写则按品牌的设置。",
    ),
    ln.TierLine: Label(
        "A tier of members: who earned so many points in a calendar year holds it until the end of the next year. "
        "Points that its members are given are multiplied and rounded down once.",
        "会员等级：一个自然年内所得积分达到此数即为该等级，保留到次年年底。该等级会员所得积分按倍数计算，最后一次性向下取整。",
    ),
    ln.PrizeLine: Label(
        "A physical prize: its name here, and the words that people read.",
        "实物奖品：编号，以及用户看到的名称。",
    ),
    ln.PriceLine: Label(
        "What the prize costs in the market: the law looks at this price.",
        "奖品的市场价格，法律限额以此为准。",
    ),
    ln.CostLine: Label(
        "What the prize costs the brand; it is taken from the budget.", "奖品的成本，计入预算。"
    ),
    ln.DeliveryLine: Label("How the winner gets the prize.", "中奖者如何拿到奖品。"),
    ln.OfferLine: Label(
        "Something that the brand's shop sells: its name here, and the words that people read.",
        "店铺出售的商品：编号，以及用户看到的名称。",
    ),
    ln.SellsLine: Label("The product that the offer sells.", "出售哪种商品。"),
    ln.SingleLine: Label(
        "What who buys alone pays; left out, it is sold to groups only.", "单独购买的价格；不写则只能拼团。"
    ),
    ln.BuyersLine: Label(
        "So many buyers pay this price each, if they are together within so many hours of the first; with `at least`, "
        "as many as come until then.",
        "第一位开团后，限时内凑满人数，每人按此价购买；写 `至少` 则截止前来者都算。",
    ),
    ln.CouponLine: Label(
        "A coupon of this campaign: its name here, and the words that people read.",
        "本活动的券：编号，以及用户看到的名称。",
    ),
    ln.WorthLine: Label("What the coupon takes off, and from which basket on.", "券抵多少钱，满多少可用。"),
    ln.ValidLine: Label(
        "How long the coupon can be redeemed. Days count from the day after it is issued.",
        "券可用多久。天数从发放次日起算。",
    ),
    ln.PlacesLine: Label("Where the coupon can be redeemed.", "券在哪里可以核销。"),
    ln.PaysLine: Label(
        "What the brand owes the outlet for each redemption; left out, it is the coupon's worth.",
        "每次核销品牌应付给门店的金额；不写则等于面值。",
    ),
    ln.ProductsLine: Label(
        "The products in scope: minimum and discount look at these lines of the basket alone.",
        "适用的商品：门槛和优惠只看购物中的这些商品。",
    ),
    ln.GoodsLine: Label(
        "The one product that the coupon is good for: handed over from the outlet's prize stock, or sold for this price.",
        "凭券可得的一件商品：从门店的兑奖库存中领取，或者加付这笔钱换购。",
    ),
    ln.LaneLine: Label(
        "Lets the coupon join others: at most one of each lane, taken in order of lanes. Without a lane it stands alone.",
        "允许与其他券同用：每个叠加位至多一张，按叠加位从小到大依次抵扣。不写则不能与其他券同用。",
    ),
    ln.OutletsLine: Label(
        "Which outlets take part, by region or code, and what the others say.",
        "参与的门店，按地区或门店编号列出；以及其他门店怎样答复。",
    ),
    ln.EachPersonLine: Label("How often one person can redeem such coupons.", "同一个人这种券可以用几次。"),
    ln.SegmentLine: Label(
        "Names a group of people by a condition, to be used in `when`.",
        "用条件给一群人起名，供 `如果` 引用。",
    ),
    ln.TriggerLine: Label(
        "What the rules below answer. Of several blocks that fit, the one that asks for most answers.",
        "以下规则回应的事件。有多段符合时，由要求最多的一段处理。",
    ),
    ln.PhaseLine: Label(
        "Holds during these dates, the last day included, or for the first so many claims that are granted in it. "
        "The first branch that holds applies, no other.",
        "在这段日期内（含最后一天）生效，或者只对本阶段最先领到的若干次生效。多个分支中只执行第一个成立的。",
    ),
    ln.WhenLine: Label(
        "Holds when the condition is a sure yes; an unknown fact does not match. The first branch that holds applies.",
        "条件确定成立时生效；未知的事实不算成立。多个分支中只执行第一个成立的。",
    ),
    ln.OtherwiseLine: Label("Holds when no branch above did.", "以上分支都不成立时生效。"),
    ln.SharedLine: Label(
        "Begins a text that the brand's campaigns share: constants and segments.",
        "开始一份由品牌各活动共用的文本，内容为常量和人群。",
    ),
    ln.UsesLine: Label(
        "Takes in the constants and segments of a shared text; a published version keeps them as they were.",
        "引入共享文本中的常量和人群；已发布的版本保留当时的内容。",
    ),
    ln.ConstantLine: Label(
        "Names an amount, a number or a text, to be written wherever such a value may stand.",
        "给金额、数字或文字起名，可写在任何需要这种值的地方。",
    ),
    ln.ExperimentLine: Label(
        "Divides people by chance into groups. A person always stays in the same group.",
        "随机把人分成若干组，每个人始终在同一组。",
    ),
    ln.GroupLine: Label(
        "A group of an experiment with its share of all people; what stands under it is for this group alone.",
        "实验中的一组及其占比，其下的规则只对这一组生效。",
    ),
    ln.TogetherLine: Label(
        "Every phase and condition in it that holds applies, not only the first.",
        "其中成立的阶段和条件全部生效，而不只是第一个。",
    ),
    ln.GiveLine: Label(
        "Gives a reward. Behind commas: how many in all (`stock`), how many for one recipient (`at most`).",
        "发一份奖励。逗号后可写总量（`限量`）和每人上限（`至多`）。",
    ),
    ln.DrawLine: Label("A draw: exactly one of the lines below is drawn.", "抽奖：以下各行恰好抽中一行。"),
    ln.DealLine: Label(
        "A deal: the prizes below are dealt to so many printed codes, each in exact number; no order of claims changes that.",
        "奖池：下面的奖品按码分配，数量精确，与领取先后无关。",
    ),
    ln.OutcomeLine: Label(
        "A prize with its odds, or in a deal with its number; `by try 10` is won at the latest then; `rest` is what all others get, also once a prize's stock is gone.",
        "奖品及其中奖率，在奖池中则是个数；`最迟第 10 次` 是连续未中时必得；`其余` 是其他人所得，某项奖品发完后也改发它。",
    ),
    ln.IfSpentLine: Label(
        "What is given, or refused, once budget or stock is used up.",
        "预算或库存用完之后改发什么，或者拒绝。",
    ),
    ln.IfLapsedLine: Label(
        "What is given in place of a locked reward that nobody unlocks in time.",
        "待解锁的奖励逾期未解锁时，改发什么。",
    ),
    ln.RefuseLine: Label(
        "Refuses the whole claim: nothing is given, and the words say why.",
        "拒绝整次领取：什么也不发，并用这句话说明原因。",
    ),
    ln.TestLine: Label(
        "An example that is tried whenever the text changes: one event, and what must come of it.",
        "随文本一起检验的例子：一个事件，以及应有的结果。",
    ),
    ln.AtLine: Label("When the example takes place, in the campaign's zone.", "例子发生的时间，按活动时区。"),
    ln.EventLine: Label(
        "What happens in the example, where, and what is known of the people in it.",
        "例子中发生了什么、在哪里，以及相关人员的已知情况。",
    ),
    ln.ForcedLine: Label(
        "Makes every draw of the example fall on this number.", "让例子中的每次抽奖都落在这个号码上。"
    ),
    ln.PopulationLine: Label(
        "Names a population for forecasts: how many people, on which days, who and where they are.",
        "为预测描述一个客群：多少人、哪些天、什么人、在哪里。",
    ),
    ln.PeopleLine: Label("How many people scan.", "参与扫码的人数。"),
    ln.FirstDaysLine: Label(
        "Scans fall into the first days of the campaign; left out, into all of it.",
        "扫码集中在活动的前若干天；不写则分布在整个活动期。",
    ),
    ln.RedeemsLine: Label(
        "The share of their coupons that people redeem, a day or more after they were given them.",
        "发到的券有多少会核销，在领到的次日或之后。",
    ),
    ln.InvitesLine: Label(
        "The share of claims after which a new friend takes up the person's link.",
        "每次领取之后，有多少会带来一位新朋友。",
    ),
    ln.SharesLine: Label(
        "How the values of a fact are spread over the population; the shares make 100%.",
        "某个事实的取值在客群中如何分布，各项合计 100%。",
    ),
    ln.ForecastLine: Label(
        "A promise about figures, tried by simulation: what a population's scans may cost and give.",
        "关于数字的约定，由模拟检验：一个客群的扫码会花多少、发多少。",
    ),
    ln.OverLine: Label(
        "How many scans are simulated, of which population, and what chance begins with.",
        "模拟多少次扫码、哪个客群，以及随机种子。",
    ),
    ln.FigureLine: Label(
        "The bounds of a figure: cost, how often a reward is given, claims, refusals, how long the budget lasts.",
        "某个数字的范围：花费、奖励发出次数、领取数、拒绝数，或预算够用到哪天。",
    ),
    ln.SpentLine: Label(
        "Says that the budget, or the stock of a reward, is used up in the example, so that `if spent` can be tried.",
        "设定例子中预算或某项奖励已发完，用来检验 `若已发完`。",
    ),
    ln.LapsedLine: Label(
        "Says that nobody opens the locked reward of the example, so that `if it lapses` can be tried.",
        "设定例子中的锁定奖励无人解锁，用来检验 `若未解锁`。",
    ),
    ln.ExpectLine: Label(
        "What must be given, no more and no less; `nothing` or `refusal` expect just that, `review` that a guard holds the claim.",
        "应当发出的奖励，不多不少；也可以期望 `无`、`拒绝`，或者 `待审核`：被守护人群拦下待查。",
    ),
}
