"""A Chromium that draws Chinese and talks to nobody but the city."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests import browser

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Browser]:
    """One browser; `folder` is for what it keeps meanwhile."""
    found = browser.present()
    assert found, "no Chromium: `python -m tests.browser` finds or installs one"
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=found, args=list(FLAGS), env={**os.environ, "FONTCONFIG_FILE": str(fonts(folder))}
        )
        yield launched
        await launched.close()


def fonts(folder: Path) -> Path:
    """A fontconfig file that adds the CJK font of the wheel to those of the system."""
    spec = find_spec("noto_cjk_sans_otc")
    assert spec is not None
    assert spec.submodule_search_locations
    written = folder / "fonts.conf"
    written.write_text(FONTS.format(fonts=spec.submodule_search_locations[0], cache=folder / "fonts"))
    return written
