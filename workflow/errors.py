"""What can go wrong, with the facts and without HTTP; the API maps the classes to answers in one place.

GridwardError
├── BadInput            a value that cannot be: names the field and what was expected
├── NotFound            no such thing, or none that this person may know of
├── Forbidden           known, but not theirs to do
├── Conflict
│   ├── StaleVersion    the subject has moved on since it was seen
│   ├── IllegalMove     no arrow leads from this state by this move
│   ├── Blocked         an arrow does, but a guard holds it
│   ├── Unproved        rules whose proof found failures, and nobody said why they should go live all the same
│   ├── NothingBefore   no rules to go back to
│   ├── Superseded      other rules were switched on meanwhile
│   ├── DraftElsewhere  a draft that was written on in another window
│   ├── Unfit           an open case that other rules cannot take over
│   ├── Unforeseen      something is lost by a change, and nobody has seen what
│   └── SetUpOver       the city's first administrator has been named
├── NoRoute             no route of the rules fits a report: they are not total
├── KeyReused           an idempotency key with another request
├── NoRoom              the media folder takes nothing in
├── TooManyUploads      this person has as many photos under way as one may
├── Crowded             the process has as many photos in hand as it can hold
├── Overworked          as many wait for a proof or a rehearsal as may
├── RulesInvalid        a rules file with its problems, by line and column
└── SetUpError          a set-up that cannot work, in words for whoever runs it

Every error carries a `code` and `args`: the sentence in zh or en is made from them in `workflow.messages`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class GridwardError(Exception):
    code: ClassVar[str] = "error"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts: Mapping[str, Any] = facts

    def __str__(self) -> str:
        return f"{self.code}: {', '.join(f'{k}={v}' for k, v in self.facts.items())}"


class BadInput(GridwardError):
    """`field` is a path such as `location.lat`; `reason` a message code such as `unknown-category`."""

    code = "bad-input"

    def __init__(self, field: str, reason: str, **facts: Any) -> None:
        super().__init__(field=field, reason=reason, **facts)
        self.field = field
        self.reason = reason


class NotFound(GridwardError):
    code = "not-found"


class Forbidden(GridwardError):
    code = "forbidden"


class Conflict(GridwardError):
    code = "conflict"


class StaleVersion(Conflict):
    code = "stale-version"


class IllegalMove(Conflict):
    code = "illegal-move"


class Blocked(Conflict):
    code = "blocked"

    def __init__(self, guard: str, **facts: Any) -> None:
        super().__init__(guard=guard, **facts)
        self.guard = guard


class Unproved(Conflict):
    """`failures` are the proof's findings (`workflow.proof.findings`), the gravest."""

    code = "unproved"

    def __init__(self, failures: Sequence[Any], **facts: Any) -> None:
        super().__init__(count=len(failures), **facts)
        self.failures = failures


class NothingBefore(Conflict):
    code = "nothing-before"


class Superseded(Conflict):
    code = "superseded"


class DraftElsewhere(Conflict):
    code = "draft-elsewhere"


class Unfit(Conflict):
    """`reason` is a code such as `category-gone`, `value` what of the case it is about."""

    code = "unfit"

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason=reason, value=value)
        self.reason, self.value = reason, value


class Unforeseen(Conflict):
    code = "unforeseen"


class SetUpOver(Conflict):
    code = "set-up-over"


class NoRoute(GridwardError):
    code = "no-route"


class KeyReused(GridwardError):
    code = "key-reused"


class NoRoom(GridwardError):
    code = "no-room"


class TooManyUploads(GridwardError):
    code = "too-many-uploads"


class Crowded(GridwardError):
    code = "uploads-waiting"


class Overworked(GridwardError):
    code = "overworked"


class SetUpError(GridwardError):
    code = "set-up"
