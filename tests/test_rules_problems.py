"""What is wrong with a rules file is said at its line and column, all of it at once, in both languages."""

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, FluentSerializer, ast
from hypothesis import given
from hypothesis import strategies as st

from models.people import Language
from tests.small_rules import SMALL
from workflow import messages
from workflow.rules.problems import MOST, RulesInvalid
from workflow.rules.reading import read

MARK = re.compile(r"‸([a-z-]+)‸")

# Each row breaks the small file: what stands there, and what instead, with each problem's code (without `rules-`)
# marked where the problem is.
ROUTES = SMALL[SMALL.index("routes:\n") : SMALL.index("ladders:\n  plain")]

LAST = SMALL[SMALL.index("retention:\n") :]
GRADE, FLOOR = "{name: A, at_least: 50, colour: green}", "{name: C, at_least: 0, colour: red}"

BROKEN = [
    # The text
    ("gas company", "gas company‸bad-character‸\x00"),
    ("gas company", "gas company‸bad-character‸\ud800"),
    ("gas company", '‸bad-character‸"\\0"'),
    ("gas company", '‸bad-character‸"\\ud800"'),
    ("gas company", '"‸bad-character‸\\UFFFFFFFF"'),
    ("meetings:\n", "‸no-directives‸%YAML 1.2\nmeetings:\n"),
    ("urgent: true", "urgent‸full-width‸：true"),
    ("[app, chat]", "[app, chat‸full-width‸］"),
    ("[app, chat]", "[‸full-width‸app，chat]"),
    ("severity: [1, 2]", "severity: [‸full-width‸1，2]"),
    ("budgets: {handle: 1h}", "budgets: {‸full-width‸handle：1h}"),
    ("  prefix: GY", "‸yaml-tab‸\tprefix: GY"),
    ("name: rest", "name: rest‸yaml-colon‸: all"),
    ("channels: [app, chat]", "channels: ‸yaml-unclosed‸[app, chat"),
    ("{06*: 90d}", '‸yaml-unclosed‸"06*'),
    ('">=3"', "‸yaml-quotes‸@3"),
    ('">=3"', ">‸yaml-quotes‸=3"),
    ("  sanitation:", " ‸yaml-indent‸sanitation:"),
    ("[app, chat]", "[app, ‸yaml‸, chat]"),
    ("meetings:\n", "‸one-document‸---\nmeetings:\n"),
    ("tiers: {", "tiers: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: ‸too-deep‸{a: 1}}}}}}}}}}}, "),
    ("  urban: {zh", "  ‸key-not-text‸[a, b]: {zh"),
    ("category: [P01*]", "category: [‸no-anchors‸*P01]"),
    ("to: unit gas", "to: ‸no-anchors‸&gas unit gas"),
    ("to: unit gas", "to: ‸no-tags‸!!str unit gas"),
    ("objections: 1\n", "objections: 1\n  ‸duplicate-key‸returns: 1\n"),
    ("06012: {", "‸duplicate-key‸06010: {"),
    ("digest: 17:30", "‸empty-value‸digest:"),
    # The shape
    ("{metres: 50, days: 7}", "‸not-a-mapping‸50"),
    ("{metres: 50, days: 7}", "‸full-width‸metres：50"),
    ("[app, chat]", "‸not-a-list‸app"),
    ("[app, chat]", "‸not-a-list‸{app: chat}"),
    ("[app, chat]", "‸empty-list‸[]"),
    ("digest: 17:30", "digest: ‸not-text‸[17:30]"),
    ("urgent: true", "‸unknown-key‸urgnet: true"),
    ("units:\n", "‸unknown-key‸extra: 1\nunits:\n"),
    ("category: [P01*]", "‸unknown-condition‸ethnicity: [x]"),
    ("category: [P01*]", "‸unknown-condition‸categories: [P01*]"),
    ("  quiet: 22:00-07:00\n  digest: 17:30\n", "  ‸missing-key‸quiet: 22:00-07:00\n"),
    ("ladder: slow}}\n", "ladder: slow, ‸unknown-key‸extra: 1}}\n"),
    ("  - name: rest\n    to: grid\n", "  - ‸not-a-mapping‸rest\n"),
    ("{level: 1, every: month, day: 5}", "‸not-a-mapping‸monthly"),
    ("- name: rest\n", "- name: rest\n    ‸empty-value‸when:\n"),
    # Single values
    ("zh: 燃气公司", "zh: ‸text-length‸''"),
    ("zh: 燃气公司", "zh: ‸text-length‸" + "长" * 201),
    ("name: rest", "name: ‸name‸the rest"),
    ("06*]\n      time", "06*]\n      grid: [‸code‸高邮]\n      time"),
    ("prefix: GY", "prefix: ‸prefix‸gy1"),
    ("severity: [1, 2]", "severity: [1, ‸number‸5]"),
    ("severity: [1, 2]", "severity: [‸number‸0, ‸number‸high]"),
    ("metres: 50", "metres: ‸number‸0"),
    ("urgent: true", "urgent: ‸flag‸yes"),
    ("handle: 1h", "handle: ‸budget‸1hour"),
    ("handle: 1h", "handle: ‸budget‸0h"),
    ("handle: 1h", "handle: ‸budget‸3 working days"),
    ("handle: 1h", "handle: ‸budget‸90"),
    ("handle: 1h", "handle: ‸budget-long‸501wd"),
    ("every: 10m", "every: ‸budget-runs‸10wm"),
    ("seasons:\n", "workday: ‸workday‸8h\n  seasons:\n"),
    ("yellow: 80%", "yellow: ‸share‸80"),
    ("yellow: 80%", "yellow: ‸share‸101%"),
    ("time: 22:00-06:00", "time: ‸span‸22:00"),
    ("time: 22:00-06:00", "time: ‸span‸06:00-06:00"),
    ("time: 22:00-06:00", "time: ‸span‸25:00-06:00"),
    ("[08:00-12:00,", "[‸hours-over-midnight‸22:00-06:00,"),
    ("digest: 17:30", "digest: ‸moment‸5pm"),
    ("- {hours", "- {from: ‸day‸02-30, to: 09-30, hours"),
    ('">=3"', "‸at-least‸3"),
    ('">=3"', "{at_least: ‸number‸101, metres: 50, days: 7}"),
    ('repeats: ">=3"', "repeats: ‸missing-key‸{at_least: 3, metres: 50}"),
    ("time: 22:00-06:00", "season: ‸season‸06-01"),
    ("time: 22:00-06:00", "season: ‸day‸06-01..06-31"),
    ("Asia/Shanghai", "‸timezone‸Asia/Gaoyou"),
    ("Asia/Shanghai", "‸timezone‸Asia"),
    ("Asia/Shanghai", "‸timezone‸../etc"),
    ("source: [resident]", "source: [‸choice‸residents]"),
    ("automatic: [accept,", "automatic: [‸choice‸check,"),
    ("tell: [supervisor], every", "tell: [‸choice‸mayor], every"),
    ("do: raise, level: 1", "do: ‸choice‸arise, level: 1"),
    ("kind: part", "kind: ‸choice‸person"),
    ("school: {zh: 学校, en: school}", "‸kind-not-thing‸temple: {zh: 庙, en: temple}"),
    ("urban: {zh", "‸kind-not-thing‸slum: {zh"),
    # What is named must exist
    ("[P01*]", "[‸unknown-category‸P02*]"),
    ("[P01*]", "[‸unknown-category‸6010]"),
    ("[P01*]", "[‸unknown-category‸'*']"),
    ("[P01*]", "[‸older-category‸H0110]"),
    ("{06*: 90d}", "{‸unknown-category‸07*: 90d}"),
    ("to: unit gas", "to: ‸unknown-unit‸unit gass"),
    ("to: unit gas", "to: ‸unknown-role‸role informant level 4"),
    ("to: unit gas", "to: ‸number‸role duty level 5"),
    ("to: unit gas", "to: ‸receiver‸gas"),
    ("to: unit gas", "to: [grid, ‸unknown-unit‸unit gass]"),
    ("to: unit gas", "to: ‸empty-list‸[]"),
    ("to: unit gas", "to: ‸unknown-role‸substitute of role informant level 4"),
    ("to: unit gas", "to: unit gas\n    choose: ‸choice‸least"),
    ("to: unit gas", "to: unit gas\n    limits: {‸unknown-key‸return: 1, returns: ‸number‸21}"),
    ("to: unit gas", "to: unit gas\n    limits: {returns: ‸missing-key‸{not_ours: 1, ‸unknown-key‸theirs: 2}}"),
    ("to: unit gas", "to: unit gas\n    limits: {returns: {total: 1, not_ours: ‸number‸0}}"),
    ("  - name: rest\n    to: grid\n", "  - ‸no-receiver‸name: rest\n"),
    ("tell: [supervisor], every", "tell: [supervisor], channels: [‸choice‸fax], every"),
    ("co: [grid]", "co: [‸receiver‸village]"),
    ("handle: slow", "handle: ‸unknown-ladder‸slower"),
    ("handle: {budget: 3wd, ladder: plain}", "handle: {budget: 3wd, ladder: ‸unknown-ladder‸plian}"),
    ("category: [06*]", "all: [‸unknown-conditions‸night]"),
    ("when: {category: [P01*], severity: [1, 2]}", "when: ‸unknown-conditions‸danger"),
    ("06012: {", "06012: {filing: [‸unknown-filing‸done], closing: [‸unknown-closing‸seen], "),
    ("time: 22:00-06:00", "grid_kind: [‸unknown-grid-kind‸rural]"),
    ("time: 22:00-06:00", "special_kind: [‸unknown-special-kind‸hospital]"),
    # The file as a whole
    ("tiers: {county: 1, township: 2, village: 3}", "tiers: ‸no-tier‸{county: 1, village: 3}"),
    ("- {hours", "- ‸season-days‸{from: 06-01, hours"),
    ("[08:00-12:00, 14:00-18:00]", "‸hours-order‸[14:00-18:00, 08:00-12:00]"),
    ("    - {hours", "    ‸day-without-hours‸- {from: 06-01, to: 09-30, hours"),
    (
        "seasons:\n    - {hours: [08:00-12:00, 14:00-18:00]}\n",
        "‸workday-needed‸seasons:\n    - {from: 06-01, to: 06-30, hours: [08:00-09:00]}\n"
        "    - {from: 07-01, to: 05-31, hours: [08:00-10:00]}\n",
    ),
    ("      prefix: P\n      groups:\n        P01:", "      prefix: Q\n      groups:\n        ‸group-prefix‸P01:"),
    ("06012: {", "‸category-group‸07012: {"),
    (
        "      groups:\n        P01:",
        "      groups:\n        ‸code-twice‸‸group-prefix‸06: {zh: a, en: b, filing: [seen], "
        "closing: [done], categories: {‸code-twice‸06010: {zh: a, en: b}}}\n        P01:",
    ),
    (
        "older: H01\n          filing: [seen]\n          closing: [done]\n          categories:\n            06010:",
        "older: ‸older-taken‸P010\n          filing: [seen]\n          closing: [done]\n          categories:\n"
        "            06011:",
    ),
    (
        "          en: utilities\n",
        "          en: utilities\n          older: ‸code-twice‸H01\n",
    ),
    ("name: rest", "name: ‸route-twice‸gas"),
    (
        "- name: night\n",
        "- ‸shadowed‸name: more-gas\n    when: {category: [P01011], severity: [2]}\n    to: grid\n  - name: night\n",
    ),
    (
        "- name: night\n",
        "- ‸never‸name: odd\n    when: {words: [gas leak], not: {words: [gas]}}\n    to: grid\n  - name: night\n",
    ),
    (ROUTES, "‸not-total‸" + ROUTES.replace("- name: rest\n", "- name: rest\n    when: {severity: [4]}\n")),
    ("- name: gas\n    when: {category: [P01*], severity: [1, 2]}\n", "- ‸catch-all-early‸name: gas\n"),
    ("routes:\n", "conditions:\n  ‸conditions-round‸a: {not: b}\n  ‸conditions-round‸b: {any: [a]}\n  c: b\nroutes:\n"),
    *(
        (LAST, LAST + more)
        for more in (
            "indicators: {grades: [{name: A, at_least: 50, colour: ‸choice‸pink}]}\n",
            "indicators: {grades: [{name: A, at_least: ‸grade-floor‸50, colour: green}]}\n",
            f"indicators: {{grades: [{GRADE}, {{name: ‸grade-twice‸A, at_least: 0, colour: red}}]}}\n",
            f"indicators: {{grades: [{GRADE}, {{name: B, at_least: ‸grades-order‸60, colour: red}}, {FLOOR}]}}\n",
            "indicators: {composites: {‸choice‸mayor: [{rate: closing, weight: 100}]}}\n",
            "indicators: {composites: {unit: ‸weights‸[{rate: closing, weight: 90}]}}\n",
            "indicators: {composites: {unit: [{rate: ‸choice‸beauty, weight: 100}]}}\n",
            "indicators: {composites: {unit: [{rate: ‸not-counted-of‸filing, weight: 100}]}}\n",
            "indicators: {composites: {unit: [‸rate-or-count‸{weight: 100}]}}\n",
            "indicators: {composites: {unit: [‸bands-of-count‸{count: handled, weight: 100}]}}\n",
            "indicators: {composites: {unit: [{count: closed, bands: ‸bands-order‸[{up_to: 5, points: 1}], "
            "weight: 100}]}}\n",
            "indicators: {composites: {unit: [{rate: closing, weight: ‸number‸0}]}}\n",
            "indicators: {patterns: {reopened: ‸budget-runs‸3wd, extensions: ‸number‸0}}\n",
        )
    ),
    ("category: [P01*], severity", "not: {‸unknown-condition‸faith: [x]}, severity"),
    ("category: [P01*], severity", "any: [{category: [P01*]}, ‸not-a-mapping‸[06*]], severity"),
    ("category: [P01*], severity", "any: ‸empty-list‸[], severity"),
    ("when: {category: [P01*], severity: [1, 2]}", "‸never‸when: {severity: [1], not: {severity: [1, 2]}}"),
    (
        "when: {category: [P01*], severity: [1, 2]}",
        "‸too-many-ways‸when: {all: ["
        + ", ".join(f"{{any: [{{words: [a{n}]}}, {{grid: [b{n}]}}]}}" for n in range(7))
        + "]}",
    ),
    ("{after: 2wd, do: remind", "{after: ‸ladder-falls‸1wd, do: remind"),
    ("{at: 100%, do: warn, tell: [responsible, dispatcher]}", "{at: ‸ladder-falls‸80%, do: warn, tell: [responsible]}"),
    (
        "{after: 4wh, do: raise, level: 2, tell: [township_supervisor]}\n    - {after: ",
        "{after: 9wh, do: raise, level: 2, tell: [township_supervisor]}\n    - {after: ‸ladder-falls‸",
    ),
    ("tell: [responsible, dispatcher]}\n", "tell: [responsible], ‸repeat-early‸every: 1d}\n"),
    (
        "{after: 2wd, do: remind, tell: [supervisor], every: 1wd}",
        "‸ladder-silent‸{after: 2wd, do: remind, tell: [supervisor]}",
    ),
    ("{after: 1wd, do: raise, level: 1", "{after: ‸ladder-mixes‸1d, do: raise, level: 1"),
    ("level: 1, tell: [supervisor]", "level: ‸ladder-level‸2, tell: [supervisor]"),
    ("{at: 80%, do: remind", "‸rung-when‸{at: 80%, after: 1wh, do: remind"),
    ("{at: 80%, do: remind", "‸rung-when‸{do: remind"),
    ("{after: 4wh, do: raise, level: 2", "‸rung-level‸{after: 4wh, do: raise"),
    ("{at: 80%, do: remind", "‸rung-level‸{at: 80%, do: remind, level: 2"),
    ("every: 1wd}", "every: ‸rung-statutory‸1sd}"),
    ("{level: 1, tabled: 1, within: 10wd}", "‸meeting-when‸{level: 1, tabled: 1}"),
    ("{level: 1, every: month, day: 5}", "‸meeting-when‸{level: 1, every: month, day: 5, tabled: 1, within: 10wd}"),
    ("{level: 1, every: month, day: 5}", "‸meeting-when‸{level: 1}"),
]


@cache
def refused(text: str) -> RulesInvalid | None:
    """What is wrong with a text, or None."""
    try:
        read(text, "broken.yaml")
    except RulesInvalid as error:
        return error
    return None


def said(text: str) -> list[tuple[int, int, str]]:
    """The places and codes of all problems of a text; none for a valid one."""
    error = refused(text)
    return [(problem.line, problem.column, problem.code) for problem in error.problems] if error else []


def marked(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without its marks, and where they stood."""
    places = []
    while mark := MARK.search(text):
        before = text[: mark.start()]
        places.append((before.count("\n") + 1, mark.start() - before.rfind("\n"), f"rules-{mark[1]}"))
        text = before + text[mark.end() :]
    return text, places


@pytest.mark.parametrize(("there", "instead"), BROKEN)
def test_each_problem_is_found_where_it_is_and_nothing_else(there: str, instead: str) -> None:
    assert SMALL.count(there) >= 1
    text, places = marked(SMALL.replace(there, instead, 1))
    assert said(text) == places


def test_all_problems_are_told_at_once_in_the_order_of_their_places() -> None:
    rows = [
        ("prefix: GY", "prefix: ‸prefix‸gy"),
        ("school: {zh: 学校, en: school}", "‸kind-not-thing‸club: {zh: 会所, en: club}"),
        ("to: unit gas", "to: ‸unknown-unit‸unit gaz"),
        ("handle: slow", "handle: ‸unknown-ladder‸slo"),
        ("- name: rest\n", "- name: rest\n    when: {severity: [‸number‸7]}\n"),
        ("1d}\nlimits", "1d, ‸unknown-key‸extra: 1}\nlimits"),
        ("returns: 2", "returns: ‸number‸-2"),
    ]
    text = SMALL
    for there, instead in rows:
        text = text.replace(there, instead, 1)
    text, places = marked(text)
    assert len(places) == 7
    assert said(text) == places


EXTREME = {
    "rules-empty-file": "# nothing but a comment\n",
    "rules-not-a-mapping": "- a list\n",
    "rules-too-large": "a: b\n" * 1_000_000,
    "rules-full-width": "territory：GY",
    "rules-yaml-no-colon": "a: b\nword\nb: c\n",
    "rules-more": "routes:\n" + "  - {}\n" * MOST,
    "rules-too-deep": "[" * 900_000,
    "rules-no-anchors": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
}


@pytest.mark.parametrize("code", EXTREME)
def test_what_no_clerk_would_write_is_refused_with_a_clear_problem(code: str) -> None:
    assert code in {found for _, _, found in said(EXTREME[code])}


def test_a_byte_order_mark_and_windows_line_ends_are_taken() -> None:
    assert read("\ufeff" + SMALL.replace("\n", "\r\n")).named("rest").line == 67


@given(st.text(alphabet=st.characters() | st.sampled_from("-:[]{}?|>&*!%@`\"'#, \n\t"), max_size=60))
def test_no_text_at_all_ends_in_anything_but_rules_or_problems(text: str) -> None:
    assert said(text)


@given(st.data())
def test_no_change_of_a_valid_file_ends_in_anything_but_rules_or_problems(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SMALL) - 1))
    end = data.draw(st.integers(start, min(len(SMALL), start + 20)))
    put = data.draw(st.text(alphabet=st.sampled_from("-:[]{}?|>&*!%@`\"'#, \n\t0aZ节：\x00"), max_size=5))
    said(SMALL[:start] + put + SMALL[end:])


# What is said


def problem_texts() -> list[str]:
    return [marked(SMALL.replace(there, instead, 1))[0] for there, instead in BROKEN] + list(EXTREME.values())


def asked(language: Language) -> dict[str, set[str]]:
    """The facts that each message about rules asks for."""
    file = Path(messages.__file__).parent / language / "rules.ftl"
    found = {}
    for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            found[entry.id.name] = set(re.findall(r"\$(\w+)", FluentSerializer().serialize_entry(entry)))
    return found


@pytest.mark.parametrize("language", Language)
def test_every_problem_is_said_in_both_languages_with_all_its_facts(language: Language) -> None:
    needed = asked(language)
    for text in problem_texts():
        error = refused(text)
        assert error
        for problem in error.problems:
            told = {*problem.facts, "nearest"} if problem.facts.get("near") == "no" else {*problem.facts}
            assert needed[problem.code] <= told, problem
            assert problem.say(language)
        assert needed[error.code] <= error.facts.keys()


def test_both_languages_have_each_message() -> None:
    assert asked(Language.ZH).keys() == asked(Language.EN).keys()


def test_each_message_about_a_problem_is_one_that_can_occur() -> None:
    raised = {code for text in problem_texts() for _, _, code in said(text)}
    assert raised | {"rules-invalid"} == asked(Language.EN).keys()


@pytest.mark.parametrize(
    ("there", "instead", "sentence"),
    [
        ("urgent: true", "urgnet: true", "“urgnet” is not known here; did you mean “urgent”?"),
        ("to: unit gas", "to: unit gaz", "there is no kind of unit “gaz” under units; did you mean “gas”?"),
        ("to: unit gas", "to: gas", "“gas” is no receiver; did you mean “unit gas”?"),
        (
            "to: unit gas",
            "to: role dispatcher",
            "“role dispatcher” is no receiver; did you mean “role dispatcher level 2”?",
        ),
        (
            "handle: 1h",
            "handle: 3个工作日",
            "“3个工作日” is no time; did you mean “3wd”? 15m, 4h, 2d run on, 30wm, 8wh, 3wd count working time, "
            "5sd statutory days",
        ),
        ("every: 10m", "every: 10wm", "“10wm” counts working time; here the time runs on: did you mean “10m”?"),
        ("[P01*]", "[P0111]", "there is no category “P0111” in the catalogue; did you mean “P01011”?"),
        ("[P01*]", "[H0112]", "H0112 is the older standard's code; write 06012"),
        ("[app, chat]", "app", "“channels” must be a list; write it as [app]"),
        ("urgent: true", "urgent: yes", "expected true or false, not “yes”"),
        (
            "category: [P01*]",
            "faith: [x]",
            "a rule cannot look at “faith”; it may look at: category, severity, grid, grid_kind, special, "
            "special_kind, time, workday, season, source, repeats, words, joined by all, any and not, "
            "and at nothing about a person",
        ),
    ],
)
def test_a_problem_says_what_was_expected(there: str, instead: str, sentence: str) -> None:
    error = refused(SMALL.replace(there, instead, 1))
    assert error
    assert [problem.say(Language.EN) for problem in error.problems] == [sentence]
