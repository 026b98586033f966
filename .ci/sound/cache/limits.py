import redis.asyncio as redis

script = "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('EXPIRE', KEYS[1], 60) end return n"


def connect(url):
    return redis.from_url(url)


async def remember(client, key, value, ttl=None):
    await client.set(key, value, ex=300 if ttl is None else ttl)


async def rate_limit(client, memory, user, limit):
    try:
        return await client.eval(script, 1, f"calls:{user}") <= limit
    except redis.RedisError:
        return memory.take(user, limit)
