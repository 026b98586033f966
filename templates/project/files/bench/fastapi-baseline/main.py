"""The API design of the deployment guide, for comparison: FastAPI, a rate limiter that asks Redis three times for every request, and a cache of JSON in Redis.

It is here to be measured against, not to be used: two requests at the same moment read the same count, the caller names its own tier, nobody is asked
who they are, and without Redis everything is let through. The guide's pool of 50 connections is not kept: with 100 callers it would fail half of them.
"""

import json
import os
from contextlib import asynccontextmanager
from typing import Any

import redis.asyncio as redis
from fastapi import FastAPI, Query
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

WINDOW_SECONDS = 60
CACHE_SECONDS = 3600
REQUESTS = {"free": int(os.environ["RATE_LIMIT_FREE"]), "premium": int(os.environ["RATE_LIMIT_FREE"]) * 5}

store = redis.from_url(
    os.environ["REDIS_URL"],
    decode_responses=True,
    socket_timeout=5,
    socket_connect_timeout=5,
    retry_on_timeout=True,
    health_check_interval=30,
)


@asynccontextmanager
async def connected(_: FastAPI):
    await store.ping()
    yield
    await store.aclose()


app = FastAPI(lifespan=connected)
app.add_middleware(
    CORSMiddleware,
    allow_origins=[os.environ["DASHBOARD_URL"]],
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)


async def count(user_id: str, tier: str) -> tuple[bool, int, int]:
    """Whether this request is allowed, how many are left, and in how many seconds the window ends."""
    limit = REQUESTS.get(tier, REQUESTS["free"])
    key = f"ratelimit:{user_id}"
    try:
        seen = await store.get(key)
        if seen is None:
            await store.setex(key, WINDOW_SECONDS, 1)
            return True, limit - 1, WINDOW_SECONDS
        if int(seen) >= limit:
            return False, 0, await store.ttl(key)
        await store.incr(key)
        return True, limit - int(seen) - 1, await store.ttl(key)
    except redis.RedisError:
        return True, limit, WINDOW_SECONDS


async def cached(category: str, key: str) -> Any:
    """What the cache holds, or None: also when Redis is away."""
    try:
        text = await store.get(f"{category}:{key}")
        return json.loads(text) if text else None
    except redis.RedisError:
        return None


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "up"}


@app.get("/api/servers/{guild_id}/settings")
async def settings(guild_id: str, user_id: str = Query(), tier: str = Query("free")) -> JSONResponse:
    allowed, remaining, reset = await count(user_id, tier)
    headers = {
        "X-RateLimit-Limit": str(REQUESTS.get(tier, REQUESTS["free"])),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(reset),
    }
    if not allowed:
        return JSONResponse({"error": "Rate limit exceeded", "retry_after": reset}, status_code=429, headers=headers)
    found = await cached("guild_settings", guild_id)
    if found is None:
        # In place of the database, which is asked once an hour.
        found = {"settings": {}, "revision": 0}
        await store.setex(f"guild_settings:{guild_id}", CACHE_SECONDS, json.dumps(found))
    return JSONResponse(found, headers=headers)
