"""Nodes back to words: the one canonical wording of each line, in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from dsl import lines as ln
from dsl import nodes as nd
from dsl.decision import Period
from dsl.keywords import KEYWORDS, Language
from dsl.lexicon import Lexicon, is_days, param_at
from dsl.phrasing_figures import FORECASTS, grouped, number_text
from dsl.phrasing_terms import TERMS
from dsl.values import CURRENCY_EXPONENTS
from dsl.vocabulary import Param

#: A line in one piece, or in two that are set in columns with the lines around it.
Cells = tuple[str, ...]

_QUOTE: Final = re.compile(r'(["\\])')


class Phrasing:
    """Words lines in one language. Names that the vocabulary does not know stay as they are written."""

    def __init__(self, words: Lexicon, language: Language) -> None:
        self.words = words
        self.language: Language = language
        self.chinese = language == "zh"
        self.comma: str = "，" if self.chinese else ", "

    def line(self, line: ln.Line) -> Cells:
        """The cells of a line."""
        return _WORDING[type(line)](self, line)

    # ---- small parts

    def key(self, *terminals: str) -> str:
        """Keywords; Chinese ones stand together."""
        spelled = [KEYWORDS[terminal].spelled(self.language) for terminal in terminals]
        return ("" if self.chinese else " ").join(spelled)

    def quoted(self, quoted: nd.Quoted) -> str:
        """A text in straight quotes."""
        return '"' + _QUOTE.sub(r"\\\1", quoted.text) + '"'

    def wording(self, wording: nd.Wording) -> str:
        """Words in one or two languages, in the order written."""
        second = f" / {self.quoted(wording.second)}" if wording.second else ""
        return self.quoted(wording.first) + second

    def amount(self, amount: nd.Amount) -> str:
        """`1,200.00 CNY`, `1,200.00 元`."""
        return amount.name.text if amount.name else self._money(amount.number, amount.currency)

    def moment(self, moment: nd.Moment) -> str:
        """A date, or a date and a time."""
        return f"{moment.date} {moment.time}" if moment.time else moment.date

    def period(self, period: Period) -> str:
        """`a day`, `a month`, `in all`."""
        return self.key({"day": "A_DAY", "week": "A_WEEK", "month": "A_MONTH", None: "IN_ALL"}[period])

    def fact(self, word: nd.Word) -> str:
        """A fact in this language; a segment as it is named."""
        found = self.words.facts.find(word.text)
        return self.words.facts.spelled(found.name, self.language) if found else word.text

    def value(self, value: nd.Literal_ | nd.Back | nd.Moment) -> str:
        """What a fact is compared with."""
        match value:
            case nd.Number():
                return number_text(value)
            case nd.Quoted():
                return self.quoted(value)
            case nd.Amount():
                return self.amount(value)
            case nd.Moment():
                return self.moment(value)
            case nd.YesNo(value=yes):
                return self.key("YES" if yes else "NO")
            case nd.Back(number=number, unit=unit):
                ago = self.unit(number, unit) + ("" if self.chinese else " ") + self.key("AGO")
                return f"{number_text(number)} {ago}"
            case nd.Word(text=text):
                return text

    def duration(self, number: nd.Number, unit: str) -> str:
        """`30 days`, `1 hour`."""
        return f"{number_text(number)} {self.unit(number, unit)}"

    def unit(self, number: nd.Number, unit: str) -> str:
        """`days` or `hours`, as many as there are."""
        word = self.key(unit.upper())
        return word.removesuffix("s") if number_text(number) == "1" and not self.chinese else word

    def _money(self, number: nd.Number, currency: nd.Word) -> str:
        code = self.words.currency(currency.text)
        digits = number.digits
        if code is None:
            return f"{grouped(digits)} {currency.text}"
        exponent = CURRENCY_EXPONENTS[code]
        if "." not in digits and exponent:
            digits += "." + "0" * exponent
        name = self.words.currencies.spelled(code, self.language)
        return f"{grouped(digits)} {name}"

    # ---- conditions

    def clause(self, clause: nd.Clause) -> str:
        """A condition, with no more parentheses than it needs."""
        match clause:
            case nd.Named(name=name):
                return self.fact(name)
            case nd.Compared():
                return self._compared(clause)
            case nd.Negated(part=part):
                return _glued([self.key("NOT"), self._wrapped(part, isinstance(part, nd.Joined))])
            case nd.Joined(every=every, parts=parts):
                loose = every and any(isinstance(part, nd.Joined) for part in parts)
                word = self.key("AND" if every else "OR")
                pieces: list[str] = []
                for part in parts:
                    pieces += [word, self._wrapped(part, loose and isinstance(part, nd.Joined))]
                return _glued(pieces[1:])

    def _window(self, window: nd.Number | None) -> str:
        if window is None:
            return ""
        return f" {self.key('IN_LAST')} {number_text(window)} {self.unit(window, 'days')}"

    def _wrapped(self, clause: nd.Clause, wrap: bool) -> str:
        inner = self.clause(clause)
        if not wrap:
            return inner
        return f"（{inner}）" if self.chinese else f"({inner})"

    def _compared(self, clause: nd.Compared) -> str:
        start = f"{self.fact(clause.fact)}{self._window(clause.window)} {self.key(clause.comparison.upper())}"
        values = [self.value(value) for value in clause.values]
        between = (
            f" {self.key('UP_TO')} " if clause.comparison == "between" else "、" if self.chinese else ", "
        )
        return f"{start} {between.join(values)}"

    # ---- gifts and events

    def gift(self, gift: nd.Gift) -> str:
        """A reward with everything behind it."""
        found = self.words.rewards.find(gift.reward.text)
        name = self.words.rewards.spelled(found.name, self.language) if found else gift.reward.text
        text = " ".join([name, *self._items(gift.items, found.params if found else ())])
        if gift.recipient is not None:
            text += f" {self.key('GIVE_TO')} {self._recipient(gift.recipient)}"
        for stock in gift.stocks:
            text += f"{self.comma}{self.key('STOCK')} {number_text(stock)}"
        text += "".join(self.comma + self.cap(cap) for cap in gift.caps)
        text += "".join(self.comma + self._lock(lock) for lock in gift.locks)
        return text + (self.comma + self.key("LOCKED") if gift.locked else "")

    def _lock(self, lock: nd.LockPart) -> str:
        parts = [self.key("UNLOCKED_BY"), self.event(lock.event)]
        parts += [self.key("BY_FRIEND")] if lock.by_friend else []
        if lock.term.until is not None:
            parts += [self.key("UNTIL"), self.moment(lock.term.until)]
        else:
            parts += [self.key("WITHIN"), self._length(lock.term)]
        parts += [self.key("THEN_WAITS"), self._length(lock.wait)] if lock.wait else []
        return " ".join(parts)

    def _length(self, term: nd.Term) -> str:
        if term.count is None:
            raise AssertionError("a stretch of time has a number")
        return f"{number_text(term.count)} {self.unit(term.count, term.unit)}"

    def cap(self, cap: nd.CapPart) -> str:
        """`at most 3 a month`."""
        number = number_text(cap.limit)
        if self.chinese:
            return f"{self.period(cap.period)}{self.key('AT_MOST')} {number} {self.key('TIMES')}"
        return f"{self.key('AT_MOST')} {number} {self.period(cap.period)}"

    def _recipient(self, word: nd.Word) -> str:
        found = self.words.recipients.find(word.text)
        return self.words.recipients.spelled(found.name, self.language) if found else word.text

    def _items(self, items: tuple[nd.Item, ...], params: tuple[Param, ...]) -> list[str]:
        texts, taken = list[str](), set[str]()
        while items:
            param, led = param_at(items, params, taken)
            if param is not None:
                taken.add(param.name)
                lead = "" if param.lead is None else param.lead[self.language]
                texts += ["".join(lead.split()) if self.chinese else lead] if lead else []
                items = items[led:]
            match items[:2]:
                case nd.Number() as number, nd.Word(text=text) as word if self.words.currency(text):
                    texts.append(self._money(number, word))
                    items = items[2:]
                case nd.Number() as number, nd.Word(text=text) if (
                    param and param.kind == "days" and is_days(text)
                ):
                    texts.append(f"{number_text(number)} {self.unit(number, 'days')}")
                    items = items[2:]
                case first, *_:
                    texts.append(self.value(first))
                    items = items[1:]
        return texts

    def event(self, event: nd.Event) -> str:
        """What happens."""
        if event.name is not None:
            found = self.words.triggers.find(event.kind)
            name = self.words.triggers.spelled(found.name, self.language) if found else event.kind
            return " ".join([name, *self._items(event.items, found.params if found else ())])
        if event.kind == "invitation":
            return self.key("INVITATION")
        of = "" if self.chinese else f" {self.key('OF')}"
        if event.kind == "redemption":
            return self.key("REDEMPTION") + (f"{of} {self.quoted(event.coupon)}" if event.coupon else "")
        product = [event.gtin.digits] if event.gtin else []
        product += [f"{self.key('BATCH')} {self.quoted(event.batch)}"] if event.batch else []
        text = self.key("SCAN")
        if event.code_kind is not None:
            kind = self.words.code_kinds.find(event.code_kind.text)
            name = self.words.code_kinds.spelled(kind.name, self.language) if kind else event.code_kind.text
            code = self.key("CODE")
            text += f"{of} {name}" + ("" if self.chinese and name.endswith(code) else f" {code}")
        return text + (f"{of} {self.comma.join(product)}" if product else "")

    def odds(self, odds: nd.Odds) -> str:
        """`1 in 10,000`, `每 10,000 中 1`, `5%`."""
        wins = number_text(odds.wins)
        if odds.chances is None:
            return f"{wins}%"
        chances = number_text(odds.chances)
        return f"每 {chances} 中 {wins}" if self.chinese else f"{wins} {self.key('ODDS_IN')} {chances}"

    # ---- lines

    def stretch(self, starts: nd.Moment | None, ends: nd.Moment | None) -> str:
        """`from` and `until`, where they are written."""
        text = f" {self.key('FROM')} {self.moment(starts)}" if starts is not None else ""
        return text + (f" {self.key('UNTIL')} {self.moment(ends)}" if ends is not None else "")

    def phase(self, line: ln.PhaseLine) -> Cells:
        """A name and its time."""
        text = f"{self.key('PHASE')} {line.name.text}{self.stretch(line.starts, line.ends)}"
        if line.first is not None:
            count = number_text(line.first)
            claims = "claim" if count == "1" and not self.chinese else self.key("CLAIMS")
            text += f" {self.key('FOR_FIRST')} {count} {claims}"
        return (text,)

    def deal(self, line: ln.DealLine) -> Cells:
        """A deal with its number of codes."""
        return (f"{self.key('DEAL')} {number_text(line.codes)} {self.key('CODES')}",)

    def outcome(self, line: ln.OutcomeLine) -> Cells:
        """Odds, and what they bring."""
        match line.odds:
            case nd.Odds() as odds:
                head = self.odds(odds)
            case nd.Lot(codes=codes):
                head = number_text(codes)
            case nd.Latest(tries=tries):
                times = f" {self.key('TIMES')}" if self.chinese else ""
                head = f"{self.key('BY_TRY')} {number_text(tries)}{times}"
            case None:
                head = self.key("REST")
        if not line.alone:
            return (head,)
        return head, self.gift(line.gift) if line.gift else self.key("NOTHING")

    def refuse(self, line: ln.RefuseLine) -> Cells:
        """A refusal with its words."""
        return (" ".join([self.key("REFUSE")] + ([self.wording(line.words)] if line.words else [])),)

    def event_line(self, line: ln.EventLine) -> Cells:
        """An event with its place and facts."""
        text = self.event(line.event)
        text += f" {self.key('PLACE')} {line.region.text}" if line.region else ""
        text += f" {self.key('BY')} {self._recipient(line.subject)}" if line.subject else ""
        if line.facts:
            subject = line.subject.text if line.subject else "consumer"
            facts = (
                f"{self._short_fact(part.fact, subject, line.event.kind)}{self._window(part.window)} {self.value(part.value)}"
                for part in line.facts
            )
            text += f" {self.key('WITH')} {self.comma.join(facts)}"
        return (text,)

    def _short_fact(self, word: nd.Word, subject: str, event: str) -> str:
        """A short name stays short where it still means the same fact."""
        if self.words.facts.find(word.text) is not None:
            return self.fact(word)
        found = self.words.short_facts(word.text, subject, event)
        if len(found) != 1:
            return word.text
        spelled = self.words.facts.spelled(found[0].name, self.language)
        short = spelled.rpartition(".")[2]
        return short if self.words.short_facts(short, subject, event) == found else spelled

    def forced(self, line: ln.ForcedLine) -> Cells:
        """A draw number."""
        number, scale = number_text(line.number), number_text(line.scale)
        return self.key(
            "DRAW"
        ), f"{number} / {scale}" if self.chinese else f"{number} {self.key('OF')} {scale}"

    def expect(self, line: ln.ExpectLine) -> Cells:
        """What a test expects."""
        if line.gift is not None:
            return self.key("EXPECT"), self.gift(line.gift)
        return self.key("EXPECT"), self.key(
            "REFUSAL" if line.refusal else "REVIEW" if line.review else "NOTHING"
        )


def _glued(pieces: list[str]) -> str:
    """Pieces with spaces between, but none beside full-width parentheses."""
    text = ""
    for piece in pieces:
        close = not text or text.endswith("）") or piece.startswith("（")
        text += piece if close else f" {piece}"
    return text


_WORDING: Final[dict[type, Callable[[Phrasing, Any], Cells]]] = {
    **TERMS,
    ln.SegmentLine: lambda say, line: (f"{say.key('SEGMENT')} {line.name.text}", say.clause(line.clause)),
    ln.TriggerLine: lambda say, line: (f"{say.key('ON')} {say.event(line.event)}",),
    ln.PhaseLine: Phrasing.phase,
    ln.WhenLine: lambda say, line: (f"{say.key('WHEN')} {say.clause(line.clause)}",),
    ln.OtherwiseLine: lambda say, line: (say.key("OTHERWISE"),),
    ln.SharedLine: lambda say, line: (f"{say.key('SHARED')} {say.quoted(line.name)}",),
    ln.UsesLine: lambda say, line: (say.key("USES"), say.quoted(line.name)),
    ln.ConstantLine: lambda say, line: (f"{say.key('CONSTANT')} {line.name.text}", say.value(line.value)),
    ln.ExperimentLine: lambda say, line: (f"{say.key('EXPERIMENT')} {line.name.text}",),
    ln.GroupLine: lambda say, line: (
        f"{say.key('GROUP')} {line.name.text}",
        say.odds(line.odds) if line.odds else say.key("REST"),
    ),
    ln.TogetherLine: lambda say, line: (say.key("TOGETHER"),),
    ln.GiveLine: lambda say, line: (f"{say.key('GIVE')} {say.gift(line.gift)}",),
    ln.DrawLine: lambda say, line: (say.key("DRAW"),),
    ln.DealLine: Phrasing.deal,
    ln.OutcomeLine: Phrasing.outcome,
    ln.IfSpentLine: lambda say, line: (say.key("IF_SPENT"),),
    ln.IfLapsedLine: lambda say, line: (say.key("IF_LAPSED"),),
    ln.RefuseLine: Phrasing.refuse,
    ln.TestLine: lambda say, line: (f"{say.key('TEST')} {say.quoted(line.name)}",),
    ln.AtLine: lambda say, line: (say.key("AT"), say.moment(line.moment)),
    ln.EventLine: Phrasing.event_line,
    ln.ForcedLine: Phrasing.forced,
    **FORECASTS,
    ln.ExpectLine: Phrasing.expect,
}
