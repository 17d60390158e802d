"""However a rules file is made, checking it comes to an end, and says so where that was too soon."""

from random import Random

import pytest

from tests.seeds import parsed
from tests.small_rules import SMALL
from workflow.proof.findings import Grade
from workflow.proof.proving import prove
from workflow.rules import checks, regions, wholeness
from workflow.rules.problems import RulesInvalid
from workflow.rules.reading import read

BEGINS, ENDS = SMALL.index("routes:\n"), SMALL.index("ladders:\n  plain")


def file(routes: str, conditions: str = "") -> str:
    return f"{SMALL[:BEGINS]}{conditions}routes:\n{routes}  - {{name: rest, to: grid}}\n{SMALL[ENDS:]}"


def codes(text: str) -> list[str]:
    with pytest.raises(RulesInvalid) as refused:
        read(text)
    return [problem.code for problem in refused.value.problems]


def tangle(words: int, routes: int) -> str:
    """Routes that each ask for three words, there or not: whether a case escapes them all is a hard question."""
    dice = Random(1)
    asked = (", ".join(literal(dice, word) for word in dice.sample(range(words), 3)) for _ in range(routes))
    return "".join(f"  - {{name: r{n}, when: {{all: [{said}]}}, to: grid}}\n" for n, said in enumerate(asked))


def literal(dice: Random, word: int) -> str:
    said = f"{{words: [w{word:03}x]}}"
    return f"{{not: {said}}}" if dice.random() < 0.5 else said


def test_routes_too_tangled_to_be_understood_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions, "MOST", 20_000)
    assert "rules-tangled" in codes(file(tangle(60, 260)))


def test_naming_what_shadows_a_route_may_take_less_than_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = "".join(
        f"  - {{name: h{h}, when: {{time: {h:02}:00-{(h + 1) % 24:02}:00}}, to: grid}}\n" for h in range(24)
    )
    monkeypatch.setattr(regions, "NAMING", 30)
    assert codes(file(f"{hours}  - {{name: late, when: {{severity: [1]}}, to: grid}}\n")) == ["rules-shadowed"]


def test_shared_conditions_that_double_each_time_are_looked_at_once() -> None:
    doubling = "".join(f"  c{n}: {{any: [c{n - 1}, {{all: [c{n - 1}, c{n - 1}]}}]}}\n" for n in range(1, 12))
    rules = read(file("  - {name: a, when: c11, to: grid}\n", f"conditions:\n  c0: {{words: [gas]}}\n{doubling}"))
    assert len(rules.routes[0].alternatives) == 1


def test_shared_conditions_may_not_name_each_other_without_end() -> None:
    chain = "".join(f"  c{n}: {{not: c{n - 1}}}\n" for n in range(1, checks.MOST_SHARED))
    route = "  - {name: a, when: c1, to: grid}\n"
    assert codes(file(route, f"conditions:\n  c0: {{words: [gas]}}\n{chain}")) == ["rules-too-deep"]
    assert codes(file(route, f"conditions:\n  c0: {{words: [gas]}}\n{chain}  d: c1\n")) == ["rules-too-many"]


def test_a_file_names_no_more_words_measures_or_keys_than_can_be_compared() -> None:
    words = ", ".join(f"w{number}" for number in range(wholeness.MOST_WORDS + 1))
    assert codes(file(f"  - {{name: a, when: {{words: [{words}]}}, to: grid}}\n")) == ["rules-too-many"]
    measures = "".join(
        f"  - {{name: r{n}, when: {{repeats: {{at_least: 2, metres: {n + 50}, days: 7}}}}, to: grid}}\n"
        for n in range(wholeness.MOST_MEASURES + 1)
    )
    assert codes(file(measures)) == ["rules-too-many"]
    assert codes("".join(f"k{number}: x\n" for number in range(4_000))) == ["rules-too-many"]


def test_a_proof_that_takes_too_long_fails_and_says_so() -> None:
    subject = parsed("about: as it is").subject()
    assert prove(subject).holds
    stopped = prove(subject, seconds=0)
    assert not stopped.holds
    assert [finding.code for finding in stopped.findings if finding.grade == Grade.FAILURE] == ["unfinished"]
