import asyncio
import logging

import aiohttp


class ChannelHandler(logging.Handler):
    def __init__(self, url):
        super().__init__(logging.ERROR)
        self.url = url

    def emit(self, record):
        asyncio.create_task(self.post(self.format(record)))  # fault: task-in-log-handler

    async def post(self, text):
        async with aiohttp.ClientSession() as session:
            await session.post(self.url, json={"content": text})
