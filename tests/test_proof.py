"""What a proof says: findings by gravity, and counter-examples that can be stored and read again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tests.small import MONDAY, calendar, directory, rules
from workflow.proof.findings import Act, Example, Finding, Grade, Subject
from workflow.proof.proving import prove


def subject() -> Subject:
    return Subject(rules(), directory(), calendar(), MONDAY)


def one_of_each(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    for grade in reversed(Grade):
        examined["grades"] += 1
        yield Finding("made-up", grade)


def test_a_counter_example_can_be_stored_and_read_again() -> None:
    act = Act(MONDAY, "acknowledge", "somebody", {"task": "one"})
    example = Example({"category": "06010"}, MONDAY, MONDAY + timedelta(days=1), "handling", "no-timer", (act,))
    assert Example.from_json(example.to_json()) == example


def test_a_proof_shows_the_gravest_first_and_fails_by_failures_alone() -> None:
    proof = prove(subject(), (one_of_each,))
    assert [finding.grade for finding in proof.findings] == list(Grade)
    assert proof.examined == {"grades": 3}
    assert not proof.holds
    assert prove(subject(), ()).holds


def test_who_took_a_post_within_this_second_is_there_when_the_proof_begins() -> None:
    begins: list[datetime] = []

    def look(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
        begins.append(subject.now)
        return iter(())

    prove(replace(subject(), now=MONDAY + timedelta(microseconds=1)), (look,))
    prove(subject(), (look,))
    assert begins == [MONDAY + timedelta(seconds=1), MONDAY]
