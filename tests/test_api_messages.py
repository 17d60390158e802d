"""Both languages say the same things, and every code that the source uses is said."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from api.documents import Fault
from api.examples import OF_MOVE, REPORT
from api.incidents import Report
from api.problems import REASONS, slug
from models.clock import Stage
from models.incident import Ending, Source, State, Verifier
from models.notice import NoticeKind
from models.people import Language, Role
from models.task import ObjectionKind, RequestKind, ReturnType, TaskKind
from workflow import guards, machines
from workflow.calendar import Unit
from workflow.commands import PAYLOADS
from workflow.machines import TABLES, Move, Standing
from workflow.messages import FOLDER, has, say
from workflow.rules.language import CONDITIONS
from workflow.sentences import sentence, word
from workflow.settings import HOME

SOURCES = [*sorted((HOME / "workflow").rglob("*.py")), *sorted((HOME / "api").rglob("*.py"))]


def told(language: Language) -> Iterator[tuple[str, str, set[str]]]:
    """Each message of a language: its file, its code, and the facts that it names."""
    for file in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                yield file.name, entry.id.name, set(re.findall(r"\$([a-z_]+)", entry_text(file, entry)))


def entry_text(file: Path, entry: ast.Message) -> str:
    assert entry.span is not None
    return file.read_text(encoding="utf-8")[entry.span.start : entry.span.end]


def test_both_languages_have_the_same_codes_with_the_same_facts() -> None:
    zh = {(file, code): facts for file, code, facts in told(Language.ZH)}
    en = {(file, code): facts for file, code, facts in told(Language.EN)}
    assert zh.keys() == en.keys()
    assert not {code for code in zh if zh[code] != en[code]}


@pytest.mark.parametrize("language", list(Language))
def test_no_code_is_told_twice(language: Language) -> None:
    codes = [code for _, code, _ in told(language)]
    assert len(codes) == len(set(codes))


def found(pattern: str) -> set[str]:
    """What a pattern's groups catch anywhere in the source."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)
    return {each for match in re.finditer(pattern, text, re.S) for each in match.groups() if each}


def test_every_reason_of_bad_input_in_the_source_is_said() -> None:
    reasons = found(r"""BadInput\(\s*(?:f?"[^"]*"|[a-z_.()]+),\s*"([a-z-]+)\"""")
    reasons |= found(r"""bad_input\([^,]+,\s*"([a-z-]+)\"""") | set(REASONS.values())
    reasons |= {"wrong-type", "not-a-date", "invalid"}
    assert len(reasons) > 40
    unsaid = {reason for reason in reasons if not all(has(f"input-{reason}", language) for language in Language)}
    assert not unsaid


def test_every_sentence_of_a_payload_is_said() -> None:
    text = (HOME / "workflow" / "commands.py").read_text(encoding="utf-8")
    sentences = re.findall(r"raise ValueError\(\"([^\"]+)\"\)", text)
    assert len(sentences) >= 6
    for each in sentences:
        assert all(has(f"input-{slug(each)}", language) for language in Language), each


def test_every_reason_of_a_decision_in_the_source_is_said() -> None:
    codes = found(r"""because\(\s*"([a-z-]+)\"""") | found(r"""because\(\s*"[a-z-]+" if [^"]+ else "([a-z-]+)\"""")
    assert len(codes) > 40
    variants = {"asked-for": ("asked-for-extension", "asked-for-suspension")}
    for code in codes:
        for each in variants.get(code, (code,)):
            assert all(has(f"reason-{each}", language) for language in Language), code


def test_every_refusal_of_http_in_the_source_is_said() -> None:
    codes = found(r"""Refused\(\s*[0-9]{3},\s*"([a-z-]+)\"""")
    assert len(codes) >= 8
    for code in codes:
        for language in Language:
            assert has(f"problem-{code}", language), code
            assert has(f"detail-{code}", language), code


def test_every_guard_is_said() -> None:
    names = {guard.__name__ for table in TABLES.values() for arrow in table for guard in arrow.guards}
    parts = ("Question", "returns_spent", "rolls_to", "_taken_back", "_pause_over")
    here = {name: thing for name, thing in vars(guards).items() if getattr(thing, "__module__", "") == guards.__name__}
    names |= {name for name, thing in here.items() if callable(thing) and name not in parts}
    names |= found(r"""Blocked\("([a-z_]+)\"""") | found(r"""Blocked\(held or "([a-z_]+)\"""")
    assert {"not_yours", "tasks_are_handling", "did_not_do_the_work"} <= names
    for name in names:
        assert all(word(language, "guard", name) for language in Language), name


@pytest.mark.parametrize("language", list(Language))
def test_every_word_is_said(language: Language) -> None:
    families: dict[str, list[str]] = {
        "move": list(Move),
        "state": list(State),
        "role": list(Role),
        "standing": list(Standing),
        "stage": [*Stage, "discover", "report", "dispatch", "handle", "feedback"],
        "ending": list(Ending),
        "source": list(Source),
        "verifier": list(Verifier),
        "notice": list(NoticeKind),
        "return": list(ReturnType),
        "task-kind": list(TaskKind),
        "request-kind": list(RequestKind),
        "objection-kind": list(ObjectionKind),
        "amount": list(Unit),
        "attribute": [str(each) for each in CONDITIONS],
        "subject": list(machines.Kind),
        "level": ["1", "2", "3", "4"],
        "severity": ["1", "2", "3", "4"],
        "passed": ["empty", "asleep"],
        "truth": ["true", "false"],
    }
    for kind, table in TABLES.items():
        if kind != machines.Kind.INCIDENT:
            family = "bulletin-state" if kind == machines.Kind.BULLETIN else str(kind)
            families[family] = [str(state) for state in table.states]
    for family, values in families.items():
        for value in values:
            assert word(language, family, str(value)), f"{family} {value}"


@pytest.mark.parametrize("language", list(Language))
def test_no_sentence_names_a_fact_that_it_is_not_given(language: Language) -> None:
    for code, facts in SAMPLES:
        said = sentence(language, "reason", code, facts)
        assert said is not None
        assert "$" not in said, code
        assert "{" not in said, code


SAMPLES: list[tuple[str, dict[str, str]]] = [
    ("told", {"sought": "township_supervisor", "kind": "promise_moved", "count": "0"}),
    ("told", {"sought": "responsible", "kind": "arrived", "count": "3"}),
    ("passed-over", {"role": "dispatcher", "grid": "9001001", "why": "asleep"}),
    ("given", {"receiver": "gas", "name": "Gas", "kind": "lead"}),
    ("asked-for", {"kind": "extension", "budget": "2wd"}),
    ("asked-for", {"kind": "suspension", "until": "2026-12-20T01:00:00+00:00"}),
    ("extended", {"by": "1sd"}),
    ("rung", {"stage": "handle", "ladder": "ordinary", "rung": "2", "due": "2026-12-20 01:00:00+00:00"}),
    ("supervised", {"level": "2", "budget": "3wd"}),
    ("returned", {"type": "not_ours", "times": "1", "cap": "3"}),
]


def test_amounts_and_instants_are_said_as_people_do() -> None:
    facts = {"kind": "suspension", "until": "2026-12-20T01:00:00+00:00"}
    assert sentence(Language.ZH, "reason", "asked-for", facts) == "申请挂账到 2026年12月20日 09:00。"
    assert sentence(Language.EN, "reason", "asked-for", facts) == "Asked for a suspension until 20 Dec 2026 09:00."
    assert (
        sentence(Language.EN, "reason", "extended", {"by": "1wd"}) == "Extended by 1 working day from the old deadline."
    )
    assert (
        sentence(Language.EN, "reason", "extended", {"by": "2wd"})
        == "Extended by 2 working days from the old deadline."
    )
    assert sentence(Language.ZH, "reason", "raised", {"level": "1"}) == "上报到市级，原承办不变。"


def test_every_payload_has_an_example_that_it_takes() -> None:
    assert OF_MOVE.keys() == PAYLOADS.keys() - {Move.SUBMIT}
    for move, example in OF_MOVE.items():
        PAYLOADS[move].model_validate(dict(example))
    assert Report.model_validate(dict(REPORT)).reporter is not None


def test_unknown_code_is_a_key_error_and_an_unknown_reason_is_just_invalid() -> None:
    with pytest.raises((KeyError, LookupError)):
        say(Language.EN, "no-such-code")
    from api.problems import fault

    line = Fault.model_validate(fault(Language.EN, "x", "no-such-reason", {}))
    assert line.message == say(Language.EN, "input-invalid")
