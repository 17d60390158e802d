"""A bulletin as one page that needs nothing else: no script, nothing from elsewhere, both languages, screen and paper.
Pure: made of the frozen figures alone.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.incident import State
from models.people import Language
from models.territory import CITY
from workflow import bulletin_said, ledger
from workflow.gazette.payloads import Section
from workflow.indicators import Ratio
from workflow.messages import has, say
from workflow.sentences import amount, in_days, instant, word

FOLDER: Final = Path(__file__).parent / "templates"
MOST_LISTED: Final = 200
"""How many late cases the page lists, and how many that were tabled; it says how many more there are, and the figures
have them all."""

SHAPES: Final = {"green": "●", "yellow": "▲", "red": "■", "none": "○"}
"""A lamp's shape, so that it does not depend on colour."""

HEADLINES: Final = ("reported", "filed", "closing_due", "closed_of_due", "open", "open_late")
HEADLINE_RATES: Final = ("closing", "closing_on_time")
APART: Final = ("verified", "unverified", "timed_out", "declined", "withdrawn", "voided", "merged")
BESIDE: Final = ("timed_out", "declined", "withdrawn", "voided", "merged", "exempted")
"""What stands beside the promises, so that nothing is kept by leaving it out."""

VILLAGES: Final = frozenset(
    {
        "township", "townships", "ranked-by", "sheet-townships", "promise-by-township", "sheet-promise-by-township",
        "rates-caption",
    }
)  # fmt: skip
"""The texts that say something else in a township's bulletin."""

TOOK_PLACE: Final = ("raised", "tabled", "exempted")

Json = Mapping[str, Any]


@cache
def style() -> str:
    return (FOLDER / "bulletin.css").read_text(encoding="utf-8")


@cache
def style_hash() -> str:
    """What a content security policy must name, so that a browser applies the page's own style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()}"


@cache
def template(name: str) -> Any:
    """A page of our own folder. What it is not given is an error, and what it shows is escaped."""
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return found.get_template(name)


def order(said: Json) -> list[Section]:
    """The sections that are to stand, in the order in which they are."""
    named = [Section(key) for key in said.get("order", ())]
    kept = [*named, *(key for key in Section if key not in named)]
    return [key for key in kept if key not in said.get("omitted", ())]


@dataclass(frozen=True)
class Told:
    """What stands over and beside the figures: which bulletin it is, how it came out, and what people wrote to it."""

    number: str
    drawn_at: datetime
    state: str = "sent"
    edition: int = 1
    as_drawn: bool = False
    words: Json = field(default_factory=dict)


def page(figures: Json, told: Told, language: Language) -> str:
    """The whole page, for staff. The same figures and words give the same bytes."""
    words = Words(language)
    return str(
        template("bulletin.html").render(
            f=figures,
            order=[str(key) for key in order(told.words)],
            said=told.words,
            standing=words.standing(told),
            told=told,
            t=words.text,
            w=words,
            lang="zh-CN" if language == Language.ZH else "en-GB",
            style=style(),
            drawn=words.instant(told.drawn_at),
            headlines=[(words.mark(name), figures["city"]["marks"][name]) for name in HEADLINES],
            headline_rates=[(words.rate(name), figures["city"]["rates"][name]) for name in HEADLINE_RATES],
            changes=[
                (motion, list(words.motion(motion)), *words.change(motion["prediction"]))
                for motion in figures["rules"]["motions"]
            ],
            switches=[words.switched(each) for each in figures["rules"]["switches"]],
            contents={
                "suggestions": list(bulletin_said.suggestions(figures, words)),
                "best_worst": list(bulletin_said.best_worst(figures, words)),
                "late_why": list(bulletin_said.late_why(figures, words)),
                "repeated": list(bulletin_said.repeated(figures, words)),
                "oversight": list(bulletin_said.oversight(figures, words)),
            },
            decided=bulletin_said.decided(figures, words),
            tabled=figures["tabled"][:MOST_LISTED],
            met=bulletin_said.meetings(figures),
            met_one=partial(bulletin_said.named, words=words),
            seals=bulletin_said.seals(figures, words),
            rates=[(words.rate(name), ratio, words.formula(name)) for name, ratio in figures["city"]["rates"].items()],
            late=[words.late(case) for case in figures["late"][:MOST_LISTED]],
            more=max(0, len(figures["late"]) - MOST_LISTED),
            apart=APART,
            beside=BESIDE,
            took_place=TOOK_PLACE,
            promise_townships=[(words.place(row), row) for row in figures["townships"]],
            promise_groups=[(words.named(row), row) for row in figures["groups"]],
            hash=ledger.digest(figures),
        )
    )


class Words:
    """What a page says in a language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def text(self, code: str, **facts: Any) -> str:
        return say(self.language, f"bulletin-{code}", **facts)

    def mark(self, name: str) -> str:
        return self.text(f"mark-{name.replace('_', '-')}")

    def rate(self, name: str) -> str:
        return self.text(f"rate-{name.replace('_', '-')}")

    def formula(self, name: str) -> str:
        return self.text(f"formula-{name.replace('_', '-')}")

    def instant(self, at: datetime | str) -> str:
        return instant(self.language, at)

    def period(self, figures: Json) -> str:
        """Such as October 2026, the fourth quarter of 2026, the year 2026."""
        return self.named_period(str(figures["period"]))

    def named_period(self, period: str) -> str:
        year, _, nth = period.partition("-")
        if not nth:
            return self.text("year", year=year)
        if nth[0] in "QH":
            return self.text("quarter" if nth[0] == "Q" else "half", year=year, nth=nth[1:])
        return self.text("month", year=year, month=str(int(nth)), name=self.text(f"month-{int(nth)}"))

    def of(self, code: str, figures: Json) -> str:
        """A text about townships; of a township's bulletin about its villages."""
        return self.text(f"{code}-villages" if figures["level"] > CITY and code in VILLAGES else code)

    def whole(self, figures: Json) -> str:
        return self.text("whole-city" if figures["level"] <= CITY else "whole-township")

    def ledger(self, state: Json) -> Iterator[str]:
        """What is known of the ledger."""
        yield self.text("ledger-cases", cases=state["cases"], entries=state["entries"])
        if not state["audited_at"]:
            yield self.text("audit-none")
        elif state["faults"]:
            yield self.text("audit-faults", count=state["faults"], at=self.instant(state["audited_at"]))
        else:
            yield self.text("audit-well", at=self.instant(state["audited_at"]))

    def standing(self, told: Told) -> str:
        """How it stands with the bulletin itself: a draft, out, how it came out, what took its place."""
        said = [self.text(f"state-{told.state}")]
        if told.edition > 1:
            said.append(self.text("edition", number=told.edition))
        if told.as_drawn:
            said.append(self.text("as-drawn"))
        return self.text("semicolon").join(said)

    def summary(self, figures: Json) -> str:
        """The headline figures in a sentence or two."""
        marks, rates = figures["city"]["marks"], figures["city"]["rates"]
        return self.text(
            "summary",
            reported=marks["reported"],
            filed=marks["filed"],
            due=marks["closing_due"],
            closed=marks["closed_of_due"],
            closing=self.percent(rates["closing"]),
            on_time=self.percent(rates["closing_on_time"]),
            late=marks["open_late"],
        )

    def percent(self, ratio: list[int]) -> str:
        """Such as 93.72 %; a dash where nothing was due."""
        return Ratio(*ratio).percent

    def named(self, thing: Json) -> str:
        """What has a name in both languages."""
        said = str(thing["zh" if self.language == Language.ZH else "en"])
        return said or self.text("other-group")

    def place(self, grid: Json) -> str:
        return str(grid["name"] or grid["code"]) or self.text("place-unknown")

    def where(self, case: Json) -> str:
        """Township, village and grid; once where they are the same. Of an older format the village is not known."""
        names = [self.place(case["township"]), *([case["village"]] if case.get("village") else [])]
        if case["grid"]["code"] and case["grid"]["code"] != case["township"]["code"]:
            names.append(self.place(case["grid"]))
        return " · ".join(dict.fromkeys(names))

    def lamp(self, colour: str) -> str:
        return f"{SHAPES[colour]} {self.text(f'lamp-{colour}')}"

    def state(self, state: str) -> str:
        return word(self.language, "state", state) or state

    def level(self, level: int) -> str:
        return word(self.language, "level", str(level)) or str(level)

    def owner(self, owner: Json) -> str:
        if owner["kind"] == "role":
            return self._role(owner)
        if owner["kind"] == "person":
            return self.text("a-person")
        return str(owner["name"])

    def _role(self, owner: Json) -> str:
        """A role with the grid that it has it in."""
        if not owner["name"]:
            return self.text("nobody")
        said = word(self.language, "role", owner["name"]) or str(owner["name"])
        return self.text("role-in", role=said, place=self.place(owner["grid"])) if "grid" in owner else said

    def lasting(self, seconds: int) -> str:
        """Days and hours, or minutes where it is less than an hour; the two largest that are not nothing."""
        days, rest = divmod(seconds, 86_400)
        hours, rest = divmod(rest, 3_600)
        parts = [f"{days}d"] * bool(days) + [f"{hours}h"] * bool(hours)
        return " ".join(amount(self.language, part) for part in parts or [f"{rest // 60}m"])

    def late(self, case: Json) -> dict[str, Any]:
        return {
            "number": case["number"],
            "category": self.named(case["category"]),
            "place": self.where(case),
            "how_late": self.text("late-by", time=self.lasting(case["late_seconds"])),
            "since": self.instant(case["since"]),
            "holder": self.owner(case["holder"]),
            "level": self.level(case["level"]),
            "state": self.state(case["state"]),
            "why": list(self._why(case)),
            "tabled": case["tabled_at"] is not None,
        }

    def _why(self, case: Json) -> Iterator[str]:
        """What the ledger tells of how it came to be late."""
        stages = [word(self.language, "stage", stage) or stage for stage in case["stages"]]
        yield self.text("why-stages", stages=self.text("comma").join(stages))
        if case["unserved"]:
            yield self.text("why-unserved")
        if case["holder"]["kind"] != "role" and case["state"] != State.RESOLVED and not case["taken"]:
            yield self.text("why-not-taken")
        for name in ("returns", "reworks", "extensions"):
            if case[name]:
                yield self.text(f"why-{name}", count=case[name])
        for name in ("raised", "tabled"):
            if case[f"{name}_at"]:
                yield self.text(f"why-{name}", at=self.instant(case[f"{name}_at"]))

    def meeting(self, kind: str) -> str:
        code = f"bulletin-meeting-{kind}"
        return say(self.language, code) if has(code, self.language) else kind

    def met(self, meeting: Json) -> str:
        """Where a meeting was, and when it was held."""
        held, planned = meeting["held_at"], meeting["starts_at"]
        when = (
            self.text("held-at", at=self.instant(held)) if held else self.text("planned-at", at=self.instant(planned))
        )
        return f"{meeting['grid']} · {when}"

    def change(self, prediction: Json | None) -> tuple[str, list[dict[str, Any]]]:
        """What is said over the table of a prediction and what came, and its lines; nothing where none was made."""
        if prediction is None:
            return "", []
        note = self.text(
            "change-note",
            days=in_days(prediction["rehearsed_seconds"]),
            cases=prediction["a_day"]["cases"]["came"][0],
            open=prediction["open"],
        )
        return note, list(self._measures(prediction))

    def _measures(self, prediction: Json) -> Iterator[dict[str, Any]]:
        """The lines of a table: a measure's name, and each of its figures as it was, as predicted and as it came, with
        the count that it is made of."""
        for name, figures in prediction["a_day"].items():
            yield self._measured(f"a-day-{name}", figures, 86_400)
        for name, figures in prediction["a_case"].items():
            yield self._measured(f"a-case-{name}", figures, 100)

    def _measured(self, code: str, figures: Json, of: int) -> dict[str, Any]:
        cells = {name: (self._share(count * of, whole), count) for name, (count, whole) in figures.items()}
        return {"name": self.text(f"change-{code}"), **cells}

    def _share(self, numerator: int, denominator: int) -> str:
        if not denominator:
            return "—"
        return str((Decimal(numerator) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))

    def switched(self, switch: Json) -> str:
        """What was switched on, and under what."""
        code = "switched-back" if switch["undoes"] is not None else "switched"
        said = [self.text(code, at=self.instant(switch["at"]), version=switch["version"], before=switch["before"])]
        if switch["decision"]:
            said.append(self.text("switched-under", decision=switch["decision"]))
        if switch["failures"]:
            said.append(self.text("switched-despite", count=switch["failures"]))
        return self.text("comma").join(said)

    def motion(self, motion: Json) -> Iterator[str]:
        """What became of a motion, in sentences."""
        start, end = motion["in_force_from"], motion["in_force_to"]
        yield self.text(
            "motion-put", at=self.instant(motion["proposed_at"]), version=motion["proposes"], against=motion["against"]
        )
        if motion["failures"]:
            yield self.text("motion-failures", count=motion["failures"])
        if motion["decision"]:
            yield self.text("motion-decided", decision=motion["decision"])
        if start:
            code = "motion-in-force-since" if end is None else "motion-was-in-force"
            yield self.text(code, start=self.instant(start), end=self.instant(end) if end else "")
        if motion["prediction"] is None:
            yield self.text("motion-unrehearsed")

    def decision(self, each: Json) -> str:
        """Whether a decision is done or late."""
        if each["late"]:
            return self.text("decision-late")
        code = f"bulletin-decision-{each['state']}"
        return say(self.language, code) if has(code, self.language) else str(each["state"])
