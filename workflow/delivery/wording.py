"""What a message says: a title, a sentence, and what one needs to find the matter. Pure.

It is made of numbers, names of the catalogue and the territory, and instants. What people wrote and who reported are
not among what it is given, so that they cannot get into it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from models.notice import Notice, NoticeKind
from models.people import Language
from workflow.delivery.replying import ReplyTo
from workflow.messages import has, say
from workflow.sentences import Names, instant, word

FACTS: Final = ("number", "category", "kind", "at", "due", "ending", "count", "order", "spot")
"""What a title or a sentence may name; what is not known is empty."""

VARIANTS: Final[Mapping[str, str]] = {"order": "order", "count": "counted"}
"""By a fact that says more than the kind alone: the variant of the sentences, where there is one."""

MOST_IN_DIGEST: Final = 40


@dataclass(frozen=True)
class Matter:
    """What a notice is about, as it is now: the path of its place (empty where it has none) and its next deadline."""

    path: str = ""
    due_at: datetime | None = None
    open: bool = True


@dataclass(frozen=True)
class Message:
    """A message in one language. `lines` say what one needs to know; `link` leads to the matter."""

    title: str
    lines: tuple[str, ...]
    link: str
    link_line: str
    foot: str

    @property
    def text(self) -> str:
        """All of it, as plain text."""
        return "\n".join([*self.lines, "", self.link_line, "", self.foot, ""])

    @property
    def brief(self) -> str:
        """What stands below the title in a chat."""
        return "\n".join([*self.lines, self.link_line])

    @property
    def short(self) -> str:
        """For a small screen: the title and where to look."""
        return f"{self.title}\n{self.link}"


@dataclass(frozen=True)
class Sender:
    """Who writes: the city, and the address of its pages."""

    city: str
    url: str
    replies: ReplyTo | None = None
    """Where answers to invitations are asked for; None: nowhere by mail."""


def title(names: Names, kind: NoticeKind, args: Mapping[str, Any]) -> str:
    """In one line."""
    return " ".join(_say(names, kind, "title", args).split())


def text(names: Names, kind: NoticeKind, args: Mapping[str, Any]) -> str:
    return _say(names, kind, "text", args)


def message(notice: Notice, names: Names, matter: Matter, sender: Sender) -> Message:
    """The whole message."""
    language, head = names.language, title(names, notice.kind, notice.args)
    if notice.urgent:
        head = f"[{say(language, 'notice-mail-urgent')}] {head}"
    link = _link(notice, sender)
    return Message(
        title=head,
        lines=tuple(_lines(notice, names, matter)),
        link=link,
        link_line=say(language, "notice-mail-link", link=link),
        foot=say(language, "notice-mail-foot", city=sender.city),
    )


def _lines(notice: Notice, names: Names, matter: Matter) -> Iterator[str]:
    language, args = names.language, notice.args
    yield text(names, notice.kind, args)
    if notice.kind == NoticeKind.DIGEST:
        yield from _gathered(names, args)
        return
    if args.get("times", 1) > 1:
        yield say(language, "notice-mail-again", times=args["times"])
    if args.get("passed"):
        yield say(language, "notice-mail-passed")
    yield from _particulars(names, args, matter)
    if notice.urgent:
        yield say(language, "notice-mail-confirm")


def _particulars(names: Names, args: Mapping[str, Any], matter: Matter) -> Iterator[str]:
    """Where, when, until when, with what outcome."""
    language = names.language
    if place := _place(names, matter.path or str(args.get("path", ""))):
        yield say(language, "notice-mail-place", place=place)
    if "at" in args:
        yield say(language, "notice-mail-at", at=instant(language, args["at"]))
    due = args.get("due") or (matter.due_at if matter.open else None)
    if due:
        yield say(language, "notice-mail-due", due=instant(language, due))
    if "ending" in args:
        yield say(language, "notice-mail-ending", ending=_fact(names, "ending", args))


def _gathered(names: Names, args: Mapping[str, Any]) -> Iterator[str]:
    items = args.get("items", [])
    for item in items:
        yield f"· {title(names, NoticeKind(item['notice']), item)}"
    rest = int(args.get("count", 0)) - len(items)
    if rest > 0:
        yield say(names.language, "notice-mail-digest-more", count=rest)


def _link(notice: Notice, sender: Sender) -> str:
    """To the matter, or to the person's list."""
    number = notice.args.get("number")
    if notice.incident_id is not None:
        return f"{sender.url}/incidents/{number or notice.incident_id}"
    if notice.meeting_id is not None:
        return f"{sender.url}/meetings/{notice.meeting_id}"
    if notice.kind in (NoticeKind.BULLETIN, NoticeKind.BULLETIN_DRAFT):
        return f"{sender.url}/bulletins/{number}"
    return f"{sender.url}{_PAGES.get(str(notice.args.get('kind')), '/')}"


_PAGES: Final[Mapping[str, str]] = {
    "patrol_due": "/patrols",
    "patrol_missed": "/patrols",
    "patrol_climbs": "/patrols/plan",
    "campaign_started": "/patrols/plan",
    "campaign_called_off": "/patrols/plan",
    "campaign_ended": "/patrols/plan",
}
"""Where that is to be seen which hangs on no case and no meeting."""


def _place(names: Names, path: str) -> str:
    """The names of the grids on the way to a place, the city's own left out."""
    grids = (names.directory.grid(code) for code in path.split(".")[1:])
    return " ".join(grid.name for grid in grids if grid is not None)


def _say(names: Names, kind: NoticeKind, part: str, args: Mapping[str, Any]) -> str:
    facts = {name: _fact(names, name, args) for name in FACTS}
    if "order" in args:
        facts["required"] = word(names.language, "order-required", str(args["order"])) or ""
    whole = f"notice-mail-{kind.replace('_', '-')}"
    variants = (f"{whole}-{variant}-{part}" for fact, variant in VARIANTS.items() if fact in args)
    found = next((each for each in variants if has(each, names.language)), f"{whole}-{part}")
    return say(names.language, found, **facts)


def _fact(names: Names, name: str, args: Mapping[str, Any]) -> Any:
    value = args.get(name)
    if value is None:
        return ""
    if name == "count":
        return int(value)
    return _word(names, name, str(value))


def _word(names: Names, name: str, value: str) -> str:
    language: Language = names.language
    if name in ("at", "due"):
        return instant(language, value)
    if name in ("category", "spot"):
        return names.of(name, value) or value
    family = {"ending": "ending", "kind": "notice-about", "order": "order-kind"}.get(name)
    return (word(language, family, value) if family else None) or value
