"""What is logged, as the product logs it."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from workflow import logs


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """The lines that are written meanwhile. Afterwards faults are told in the tests' own way again: structlog's is to
    draw them with all that was in hand, for a minute."""
    root = logging.getLogger()
    before, handlers, level, lines = structlog.get_config(), list(root.handlers), root.level, io.StringIO()
    logs.begin(stream=lines)
    try:
        yield lines
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**before)
