import asyncio
import os

import discord
import httpx
from discord.ext import commands, tasks

intents = discord.Intents.default()
bot = commands.Bot(command_prefix="!", intents=intents)


@tasks.loop(minutes=5)
async def heartbeat():
    pass


@bot.event
async def setup_hook():
    heartbeat.start()


@bot.event
async def on_ready():
    if not heartbeat.is_running():
        heartbeat.start()


@bot.tree.command(name="sentry_test")
@commands.is_owner()
async def sentry_test(interaction: discord.Interaction):
    raise RuntimeError("asked for")


@bot.tree.command(name="weather")
async def weather(interaction: discord.Interaction, town: str):
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"https://weather.example/{town}")
    await interaction.response.send_message(answer.text)


bot.run(os.environ["DISCORD_TOKEN"])
