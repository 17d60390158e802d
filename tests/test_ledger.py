"""The ledger's arithmetic: one text for a value, hashes that hold it, receipts that nobody else can make."""

from typing import Any
from uuid import UUID

import jwt
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from workflow import ledger

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner),
    max_leaves=12,
)


@given(VALUES)
def test_the_canonical_text_is_that_of_rfc_8785(value: Any) -> None:
    assert ledger.canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [1.0, -0.0, 1e21, 1e-7, 0.00001, 333333333.33333329, [1.0], {"a": 1e16}, "\x7f\x1b€\u2028", {"\ue000": 1, "😀": 2}],
)
def test_the_values_that_json_writers_differ_on_are_written_as_the_standard_says(value: Any) -> None:
    assert ledger.canonical(value) == rfc8785.dumps(value)


def test_what_is_no_json_has_no_canonical_text() -> None:
    for value in (2**60, "\ud800", object()):
        with pytest.raises((rfc8785.CanonicalizationError, UnicodeError, ValueError)):
            ledger.canonical([value])


def test_the_same_facts_under_another_salt_have_another_hash() -> None:
    assert ledger.facts_hash("a", {"x": 1}) != ledger.facts_hash("b", {"x": 1})


def test_a_receipt_is_ours_only() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    receipt = ledger.Receipt(UUID(int=7), "GY-1001", "2026-11-22T00:00:00.000000Z", "ab" * 32)
    token = ledger.sign(receipt, key)
    assert ledger.read_receipt(token, key.public_key()) == receipt
    assert ledger.read_receipt(token, other.public_key()) is None
    assert ledger.read_receipt(ledger.sign(receipt, other), key.public_key()) is None
    unsigned = jwt.encode({"iss": "gridward", "sub": str(UUID(int=7))}, "", algorithm="none")
    for forged in (unsigned, "", "a.b.c", token + "x", token[:-2]):
        assert ledger.read_receipt(forged, key.public_key()) is None


def test_anybody_can_check_a_receipt_with_a_library_of_their_own() -> None:
    key = Ed25519PrivateKey.generate()
    token = ledger.sign(ledger.Receipt(UUID(int=7), "GY-1001", "2026-11-22T00:00:00Z", "ab"), key)
    claims = jwt.decode(token, key.public_key(), algorithms=["EdDSA"], issuer="gridward")
    assert claims["number"] == "GY-1001"
