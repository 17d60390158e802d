"""The app: routers, pages and what stands around them, over one engine that lives as long as it."""

import gc

# As in gridward.py: nothing that is imported is garbage.
gc.disable()

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, FastAPI

from api import (
    answers,
    appeals,
    around,
    board,
    bulletins,
    calendars,
    catalogue,
    centre,
    checkers,
    checks,
    climbing,
    conclusions,
    doors,
    duty,
    events,
    explanations,
    feeds,
    figures,
    health,
    incidents,
    indicators,
    inspections,
    jobs,
    joining,
    keeping,
    maps,
    meetings,
    motions,
    notices,
    openapi,
    orders,
    packs,
    patrols,
    photos,
    posts,
    preferences,
    printing,
    problems,
    public_bulletins,
    queues,
    receipts,
    receiving,
    rehearsals,
    rules_page,
    seals,
    set_up,
    sign_ins,
    signin,
    staff,
    suggestions,
    told,
    touring,
    trail,
    versions,
)
from api.body import Bodies
from api.doors import Doors
from api.figures import Counted
from api.health import Readiness
from api.pages import Guarded, Pages
from api.signin import Desk, Signings
from api.tokens import Tokens
from api.watching import Watched
from models import embedded
from models.database import Database
from workflow import keys, logs, setting_up, settings
from workflow.engine import Engine
from workflow.errors import GridwardError
from workflow.live import Live
from workflow.settings import Tiles

gc.freeze()
gc.enable()

ROUTERS: Final[tuple[APIRouter, ...]] = (
    around.router,
    incidents.router,
    explanations.router,
    receiving.router,
    checkers.router,
    told.router,
    calendars.router,
    queues.router,
    board.router,
    climbing.router,
    orders.router,
    indicators.router,
    appeals.router,
    inspections.router,
    notices.router,
    preferences.router,
    feeds.router,
    feeds.doors,
    events.router,
    signin.router,
    sign_ins.router,
    set_up.router,
    touring.router,
    duty.router,
    posts.router,
    joining.router,
    catalogue.router,
    maps.grids,
    maps.site,
    staff.router,
    keeping.router,
    centre.router,
    trail.router,
    bulletins.router,
    jobs.router,
    health.router,
    photos.router,
    meetings.router,
    answers.router,
    packs.router,
    motions.router,
    patrols.router,
    patrols.spots,
    patrols.campaigns,
    versions.router,
    rehearsals.router,
    checks.router,
    doors.router,
    receipts.router,
    seals.router,
    rules_page.router,
    figures.router,
    conclusions.router,
    public_bulletins.router,
    suggestions.router,
    suggestions.public,
    printing.router,
    incidents.moves,
)
"""In the order in which addresses are tried: what is asked most comes first, the many moves last."""

CONNECTIONS: Final = 10

DESCRIPTION: Final = """Grid event reporting: report, dispatch, handle, feed back, verify.

Sign in with `POST /api/v1/session`. Errors are RFC 9457 problem details, in Chinese or English by Accept-Language.
Every change of a case carries the version that it saw (`If-Match`); a report carries an `Idempotency-Key`."""

Opening = Callable[[], AbstractAsyncContextManager[tuple[Engine, Readiness]]]


def create_app(
    opening: Opening,
    pages: Path,
    secure: bool = False,
    tiles: Tiles | None = None,
    public_url: str = "",
    tour: bool = True,
) -> FastAPI:
    """An app over the engine that `opening` opens. `secure`: people reach it by https. `tiles`: the background of maps,
    the only thing that a page may fetch from elsewhere. `public_url`: where people find the pages, if it is said.
    `tour`: a demonstration may be toured."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening() as (engine, readiness):
            app.state.engine, app.state.readiness = engine, readiness
            app.state.tokens = Tokens(Signings(engine.database))
            app.state.desk = Desk(engine, app.state.tokens, secure)
            app.state.doors, app.state.figures = Doors(), Counted()
            app.state.public_url = public_url
            app.state.live = Live(engine)
            app.state.tiles, app.state.tour = tiles, touring.Tour(tour)
            try:
                with stopping(app.state.live.stop):
                    yield
            finally:
                await app.state.live.close()

    app = FastAPI(
        title="Gridward",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        # Flat: a router that FastAPI includes is matched twice for each request.
        app.router.routes.extend(router.routes)
    app.router.default = Pages(pages)
    app.add_middleware(Bodies, uploads=(photos.PATH, doors.PHOTOS))
    problems.install(app)
    app.add_middleware(Guarded, secure=secure, pictures=tiles.origins if tiles else ())
    app.add_middleware(Watched)
    openapi.install(app)
    return app


@contextmanager
def stopping(act: Callable[[], None]) -> Iterator[None]:
    """Has `act` done as soon as the process is told to stop: whoever serves us first waits for every answer to end,
    and a stream of events does not end by itself."""
    loop = asyncio.get_running_loop()
    taken: dict[signal.Signals, Any] = {}
    for number in (signal.SIGTERM, signal.SIGINT) if threading.current_thread() is threading.main_thread() else ():
        before = signal.getsignal(number)
        if callable(before):
            taken[number] = before
            signal.signal(number, partial(_told_to_stop, loop, act, before))
    try:
        yield
    finally:
        for number, before in taken.items():
            signal.signal(number, before)


def _told_to_stop(
    loop: asyncio.AbstractEventLoop, act: Callable[[], None], then: Callable[..., Any], *told: Any
) -> None:
    loop.call_soon_threadsafe(act)
    then(*told)


def from_environment() -> FastAPI:
    """What uvicorn calls: the app by the settings of the environment."""
    chosen = settings.from_environment()
    logs.begin(chosen.log_level)  # of several workers each is a process of its own

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[Engine, Readiness]]:
        with ExitStack() as stack:
            server = chosen.database_url or stack.enter_context(embedded.server(chosen.data))
            url = setting_up.city_url(server, chosen)
            database = await Database.open(url, CONNECTIONS)
            try:
                engine = Engine(database, keys.load(chosen), media=chosen.media)
                with suppress(GridwardError):  # a city that is not there yet is /readyz's to tell
                    await engine.warm()
                yield engine, Readiness(url)
            finally:
                await database.close()

    return create_app(opening, chosen.pages, chosen.secure, chosen.tiles, chosen.public_url, chosen.tour)
