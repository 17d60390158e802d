"""The kinds of jobs that there are. A new one: a module here with a `Work`, and its line in WORKS."""

from collections.abc import Mapping
from typing import Final

from workflow.works.audit import Audit
from workflow.works.bulletin import Bulletin
from workflow.works.work import Work

WORKS: Final[Mapping[str, Work]] = {work.kind: work for work in (Audit(), Bulletin())}
