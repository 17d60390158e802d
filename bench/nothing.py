"""The app that does nothing: what FastAPI costs by itself. Run by uvicorn as the real one is."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()

PAGE = "<!doctype html><meta name=viewport content='width=device-width'><main><p data-ready>1</p></main>"


@app.get("/", response_class=HTMLResponse)
async def page() -> str:
    """What a browser waits for where there is nothing to wait for."""
    return PAGE


@app.post("/api/v1/incidents", status_code=201)
async def nothing() -> dict[str, str]:
    return {"state": "reported"}
