"""A running city and a browser, one of each for all tests of pages that a worker of the run does."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from models import embedded
from tests.pages.browsing import LANGUAGES, SIZES
from tests.pages.chromium import chromium
from tests.pages.city import HOME, City, serving

# Two busy cores: what has not appeared in five seconds may be on its way.
expect.set_options(timeout=30_000)

needs_pages = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not (HOME / "web" / "dist" / "index.html").exists(), reason="the pages are not built"),
]
"""What a module of such tests has for its `pytestmark`."""

both = pytest.mark.parametrize(("size", "language"), list(zip(SIZES, LANGUAGES, strict=True)))
"""At phone size in Chinese and at desk size in English; `test_pages_everywhere` sees every page in all four."""


@contextmanager
def served(server_url: str, demonstration: str, data: Path) -> Iterator[City]:
    """A demonstration city of its own."""
    from tests.conftest import execute

    name = f"{demonstration}_{uuid4().hex[:8]}"
    execute(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{demonstration}" STRATEGY file_copy')
    with serving(embedded.database_url(server_url, name), data) as city:
        yield city
    execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def city(server_url: str, demonstration: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The demonstration city without a past, served until the end of the run. Each module of tests works in a township
    of its own, so that none finds what another left."""
    with served(server_url, demonstration, tmp_path_factory.mktemp("city")) as found:
        yield found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("chromium")) as launched:
        yield launched
