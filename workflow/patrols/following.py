"""What follows a move by itself, in the same transaction: the next look at a spot, the end of what hangs on it."""

from collections.abc import Iterator, Sequence
from typing import Final

from models.patrol import Campaign, Spot
from workflow.commands import SYSTEM, Command
from workflow.effects import PatrolEffects
from workflow.machines import Move
from workflow.patrols import making
from workflow.patrols.making import Making
from workflow.view import CampaignView, PatrolView, SpotView, Whole

Step = tuple[PatrolView | None, Command]
"""A patrol, or none where one begins, and what is done to it."""

LOOKED: Final = frozenset({Move.CHECK_OFF, Move.FIND, Move.WAIVE})


def needed(view: Whole, move: Move) -> int:
    """How many numbers of patrols may be needed for what follows a move on what is there."""
    return int(isinstance(view, PatrolView) and move in LOOKED and view.patrol.template is not None)


def steps(
    effects: PatrolEffects, spot: Spot | None, under_way: Sequence[PatrolView], made: Making, numbers: Iterator[int]
) -> Iterator[Step]:
    """`under_way` are the open patrols of the spot or campaign that was moved; `spot` is the patrol's own."""
    view, move = effects.view, effects.entry.move
    if isinstance(view, PatrolView) and move in LOOKED:
        template = making.owed_next(view.patrol, spot, made.rules)
        if template is not None and spot is not None and effects.entry.actor_id is not None:
            yield None, made.of_template(spot, template, next(numbers))
    elif isinstance(view, SpotView):
        yield from _of_spot(view.spot, move, under_way, made, numbers)
    elif isinstance(view, CampaignView) and move == Move.CALL_OFF:
        yield from dropped(under_way, "campaign-called-off")


def _of_spot(
    spot: Spot, move: str, under_way: Sequence[PatrolView], made: Making, numbers: Iterator[int]
) -> Iterator[Step]:
    if move == Move.ADD:
        for template in made.rules.patrols.of_kind(spot.kind):
            yield None, made.of_template(spot, template, next(numbers))
    elif move == Move.RETIRE:
        yield from dropped(under_way, "spot-retired")
    else:
        for patrol in under_way:
            if patrol.patrol.path != spot.path:
                yield patrol, Command(Move.REGRID, SYSTEM, context={"place": making.like(spot)})


def dropped(patrols: Sequence[PatrolView], why: str) -> Iterator[Step]:
    """What was asked for is not any more."""
    for view in patrols:
        yield view, Command(Move.WAIVE, SYSTEM, context={"why": why})


def asked(campaign: Campaign, spots: Sequence[Spot], made: Making, numbers: Iterator[int]) -> Iterator[Step]:
    """The looks that a campaign asks for."""
    for spot in spots:
        yield None, made.of_campaign(spot, campaign, next(numbers))
