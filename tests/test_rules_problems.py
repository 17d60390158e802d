"""What is wrong with a rules file is said at its line and column, all of it at once, in both languages."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from hypothesis import given
from hypothesis import strategies as st

from models.people import Language
from tests.small_rules import SMALL
from workflow import messages
from workflow.rules import document
from workflow.rules.problems import MOST, Problem, RulesInvalid
from workflow.rules.reading import read

MARK = re.compile(r"‸(rules-[a-z-]+)‸")

# Each row breaks the small file: what stands there, and what stands there instead, with each problem's code marked
# where the problem is.
BROKEN = [
    # The text
    ("gas company", "gas company‸rules-bad-character‸\x00"),
    ("gas company", "gas company‸rules-bad-character‸\ud800"),
    ("urgent: true", "urgent‸rules-full-width‸：true"),
    ("[app, chat]", "[app‸rules-full-width‸， chat"),
    ("  prefix: GY", "‸rules-yaml-tab‸\tprefix: GY"),
    ("en: dirty road", "en: dirty‸rules-yaml-colon‸: road"),
    ("channels: [app, chat]", "channels: ‸rules-yaml-unclosed‸[app, chat"),
    ('">=3"', "‸rules-yaml-quotes‸@3"),
    ('">=3"', ">‸rules-yaml-quotes‸=3"),
    ("objections: 1\n", "objections\n  ‸rules-yaml-no-colon‸objection_days: 15d\n"),
    ("  sanitation:", " ‸rules-yaml-indent‸sanitation:"),
    ("meetings:\n", "‸rules-one-document‸---\nmeetings:\n"),
    ("tiers: {", "tiers: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: ‸rules-too-deep‸{a: "),
    ("  urban: {zh", "  ‸rules-key-not-text‸[a, b]: {zh"),
    ("{category: [P01*]", "{category: ‸rules-no-anchors‸*P01"),
    ("to: unit gas", "to: ‸rules-no-anchors‸&gas unit gas"),
    ("to: unit gas", "to: ‸rules-no-tags‸!!str unit gas"),
    ("objections: 1\n", "objections: 1\n  ‸rules-duplicate-key‸returns: 1\n"),
    ("  digest: 17:30", "  ‸rules-empty-value‸digest:"),
    ("[Noise, 噪声]", "[Noise, ‸rules-empty-value‸]".replace("‸]", "‸]") if False else "[Noise, ''‸x‸]".replace("''‸x‸", "‸rules-text-length‸''")),
    # The shape
    ("notices:\n", "notices: ‸rules-not-a-mapping‸loud\nnotes:\n"),
]
