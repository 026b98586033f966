"""Health that tells the truth: 200 when it works, 503 when it does not, and never the word of the healthy state in the answer of a broken one.

The API, in dashboard/main.py (add the folder of this file to PYTHONPATH, or copy it beside main.py):

    from k77_health import checks, health_answer
    check = checks(database=lambda: database.command("ping"), redis=lambda: redis.ping())

    @app.get("/health")
    async def health():
        return health_answer(200, {"status": "healthy"})

    @app.get("/health/{name}")
    async def health_of(name: str):
        return health_answer(*await check(name))

The bot, in setup_hook of main.py: a host that restarts dead processes asks http://<bot>:$PORT/health.

    from k77_health import serve_bot_health
    await serve_bot_health(lambda: not bot.is_closed() and bot.is_ready() and bot.latency < 60)
"""

import asyncio
import inspect
import json
import os
import time

# A probe may take this long, and what it said holds this long: monitors that ask together cost one question.
PATIENCE_SECONDS = 2.0
KEEP_SECONDS = 5.0


def health_answer(status, body):
    """A response that no cache keeps. Needs FastAPI or Starlette, which the API has anyway."""
    from starlette.responses import JSONResponse

    return JSONResponse(status_code=status, content=body, headers={"cache-control": "no-store"})


def checks(**probes):
    """Probes by name: functions, plain or async, that raise when what they look at is broken. Returns `check(name) -> (status, body)`."""
    kept = {}
    under_way = {}

    async def look(name):
        try:
            asked = probes[name]()
            if inspect.isawaitable(asked):
                await asyncio.wait_for(asked, PATIENCE_SECONDS)
            return 200, {"status": "healthy", name: "connected"}
        except Exception:  # noqa: BLE001 - whatever it was, the service is down; the reason belongs in the log and not in the answer
            return 503, {"status": "down", "check": name}

    async def check(name):
        if name not in probes:
            return 404, {"status": "unknown", "check": name}
        until, answer = kept.get(name, (0.0, None))
        if time.monotonic() < until:
            return answer
        if name not in under_way:
            under_way[name] = asyncio.ensure_future(look(name))
        try:
            answer = await asyncio.shield(under_way[name])
        finally:
            under_way.pop(name, None)
        kept[name] = (time.monotonic() + KEEP_SECONDS, answer)
        return answer

    return check


async def serve_bot_health(is_alive, host="0.0.0.0", port=None):
    """Answers GET /health on $PORT (8080 unless set) with 200 while `is_alive()` is true, else 503. Returns the server."""

    async def answer(reader, writer):
        try:
            line = await asyncio.wait_for(reader.readline(), PATIENCE_SECONDS)
            path = (line.split(b" ") + [b"", b""])[1].split(b"?")[0]
            try:
                alive = bool(is_alive())
            except Exception:  # noqa: BLE001 - a question that fails is a no
                alive = False
            status, body = (200, {"status": "healthy"}) if alive else (503, {"status": "down", "check": "bot"})
            if path not in (b"/health", b"/health/live"):
                status, body = 404, {"status": "unknown"}
            text = json.dumps(body).encode()
            words = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}
            head = f"HTTP/1.1 {status} {words[status]}\r\ncontent-type: application/json\r\ncache-control: no-store\r\n"
            writer.write(f"{head}content-length: {len(text)}\r\nconnection: close\r\n\r\n".encode() + text)
            await writer.drain()
        except (asyncio.TimeoutError, ConnectionError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, int(port if port is not None else os.environ.get("PORT", "8080")))
