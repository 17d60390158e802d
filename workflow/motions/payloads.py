"""What a person's move on a motion carries."""

from collections.abc import Mapping

from workflow.commands import Payload, Reasoned
from workflow.machines import Move

PAYLOADS: Mapping[Move, type[Payload]] = {
    Move.TAKE_BACK: Reasoned,
    Move.INSIST: Reasoned,
}
"""The payload of every move that a person can ask for on a motion that is there."""
