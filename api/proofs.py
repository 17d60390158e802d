"""What the API shows of a proof: findings, each said in whole."""

from collections.abc import Mapping
from typing import Any

from api.documents import Document
from workflow import counter_examples
from workflow.proof.findings import Example, Grade
from workflow.sentences import Names, finding


class FindingOf(Document):
    """One thing that a proof found. A `failure` means that an incident can lie, a `warning` that it reaches somebody
    all the same. `line` is one of the rules file. `example` is an incident that would lie, `told` says it in words."""

    code: str
    grade: Grade
    text: str
    line: int | None
    facts: dict[str, str]
    example: dict[str, Any] | None
    told: list[str]


def shown(found: Mapping[str, Any], names: Names) -> FindingOf:
    """A finding as `Finding.to_json` writes it, in the words of a reader."""
    text = finding(names.language, found["code"], found["facts"], names)
    example = found.get("example")
    told = list(counter_examples.told(Example.from_json(example), names)) if example else []
    return FindingOf.model_validate({**found, "text": text, "told": told})
