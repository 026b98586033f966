import redis.asyncio as redis

client = None


async def connect(url):
    global client
    client = await redis.from_url(url)  # fault: redis-from-url-awaited


async def remember(key, value, ttl=None):
    await client.set(key, value, ex=ttl or 300)  # fault: ttl-or-default


async def rate_limit(user, limit):
    key = f"calls:{user}"
    try:
        seen = await client.get(key)  # fault: limiter-race
        if seen is None:
            await client.setex(key, 60, 1)
            return True
        if int(seen) >= limit:
            return False
        await client.incr(key)
        return True
    except redis.RedisError:
        return True  # fault: limiter-fails-open


async def reset_rate_limit(user):
    try:
        await client.delete(f"calls:{user}")
    except redis.RedisError:
        return True
