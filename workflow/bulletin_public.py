"""The public version of a bulletin (情况通报的公开版): a page for anybody, made of the frozen figures alone. Pure.

It takes from them by name what it may tell, so that what is added to the figures is not in it: what was promised,
closed and kept, by township and group of categories; how many cases are late; what meetings decided, in sum; the
ledger's state. Every number goes by the rule of public figures (`workflow.publicly`). No case, no holder, no rank, no
unit, and nothing that people wrote.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models.people import Language
from workflow import ledger
from workflow.bulletin_page import Json, Told, Words, style, template
from workflow.indicators import Ratio
from workflow.publicly import NOWHERE, PROMISES, Row, Shown, Sums, alone, rows, total

HIDDEN: Final = "–"
"""What stands for a number that is counted among the others."""


@dataclass(frozen=True)
class Public:
    """All the numbers that are in it; none is what is not shown. Of meetings: how many were held, what they decided and
    what earlier ones had decided and was still owed, and how much of that is done."""

    whole: Shown
    late: int | None
    townships: list[Row]
    groups: list[Row]
    meetings: int | None
    decisions: int | None
    done: int | None


def numbers(figures: Json) -> Public:
    """What is told of a month's figures."""
    met = figures["meetings"]
    decisions = [each for meeting in met for each in meeting["decisions"]]
    return Public(
        whole=total(_sums(figures["city"]), PROMISES),
        late=alone(figures["city"]["marks"]["open_late"]),
        townships=rows({row["code"]: _sums(row) for row in figures["townships"]}, PROMISES),
        # The figures have those groups alone of which there was a case. One that is missing would be known to be zero;
        # with a part that is always hidden it may be among the others.
        groups=rows({NOWHERE: Sums(), **{row["key"]: _sums(row) for row in figures["groups"]}}, PROMISES),
        meetings=alone(sum(1 for meeting in met if meeting["held_at"])),
        decisions=alone(len(decisions)),
        done=alone(sum(1 for each in decisions if each["state"] == "done")),
    )


def _sums(part: Json) -> Sums:
    promise = part["promise"]
    return Sums(promised=promise["promised"], closed=promise["promised"] - promise["not_closed"], kept=promise["kept"])


def page(figures: Json, told: Told, language: Language) -> str:
    """The whole page. The same figures give the same bytes."""
    words, found = Words(language), numbers(figures)
    return str(
        template("bulletin_public.html").render(
            f=figures,
            told=told,
            t=words.text,
            w=words,
            lang="zh-CN" if language == Language.ZH else "en-GB",
            style=style(),
            drawn=words.instant(told.drawn_at),
            whole=list(_whole(found, words)),
            tables=[
                ("township", "promise-by-township", list(_lines(found.townships, _townships(figures, words), words))),
                ("group", "promise-by-group", list(_lines(found.groups, _groups(figures, words), words))),
            ],
            met=[(words.text(f"public-{name}"), _told(getattr(found, name), words)) for name in MET],
            ledger=list(_ledger(figures["ledger"], words)),
            hash=ledger.digest(figures),
        )
    )


MET: Final = ("meetings", "decisions", "done")


def _whole(found: Public, words: Words) -> Iterator[tuple[str, str, str]]:
    """The headline numbers, each with its share of what was promised."""
    whole = found.whole
    for name in PROMISES:
        count = getattr(whole, name)
        share = _share(count, whole) if name != "promised" else ""
        yield words.text(f"public-{name}"), _told(count, words), share
    yield words.mark("open_late"), _told(found.late, words), ""


def _told(count: int | None, words: Words) -> str:
    return words.text("public-few") if count is None else str(count)


def _share(count: int | None, shown: Shown) -> str:
    return HIDDEN if count is None or shown.promised is None else Ratio(count, shown.promised).percent


def _lines(found: Iterable[Row], names: Mapping[str, str], words: Words) -> Iterator[tuple[str, list[Any], str]]:
    for row in found:
        name = names[row.key] if row.key is not None else words.text("public-others")
        counts = [getattr(row.shown, column) for column in PROMISES]
        yield name, [HIDDEN if count is None else count for count in counts], _share(row.shown.kept, row.shown)


def _townships(figures: Json, words: Words) -> dict[str, str]:
    return {row["code"]: words.place(row) for row in figures["townships"]}


def _groups(figures: Json, words: Words) -> dict[str, str]:
    return {row["key"]: words.named(row) for row in figures["groups"]}


def _ledger(state: Json, words: Words) -> Iterator[str]:
    """Whether the ledger holds, without a count of anything; and the last seal of the period, which anybody may list,
    where the figures have it."""
    if not state["audited_at"]:
        yield words.text("audit-none")
    else:
        yield words.text(
            f"public-audit-{'faults' if state['faults'] else 'well'}", at=words.instant(state["audited_at"])
        )
    seals = state.get("seals")
    if seals:
        yield words.text("public-seal", day=seals["last"], root=seals["last_root"])
