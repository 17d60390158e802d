"""The kinds of jobs that there are. A new one: a module here with a `Work`, and its line in WORKS."""

from collections.abc import Mapping
from typing import Final

from workflow.works.audit import Audit
from workflow.works.bulletin import Bulletin
from workflow.works.figures import Figures
from workflow.works.inspection import Inspection
from workflow.works.pack import Pack
from workflow.works.patrols import Patrols
from workflow.works.proof import NightlyProof
from workflow.works.rehearsal import Rehearsal
from workflow.works.seal import DailySeal
from workflow.works.work import Work

_ALL: Final[tuple[Work, ...]] = (
    *(Audit(), Bulletin(), Figures(), Inspection(), NightlyProof(), Pack(), Patrols(), Rehearsal()),
    DailySeal(),
)
WORKS: Final[Mapping[str, Work]] = {work.kind: work for work in _ALL}

DATED: Final[Mapping[str, Work]] = {
    kind: WORKS[kind] for kind in (Bulletin.kind, DailySeal.kind, Inspection.kind, Pack.kind)
}
"""Those that tell of their own day, so that a wound-on clock does them on the way. The others look at what there is:
once, when it has arrived, tells as much."""
