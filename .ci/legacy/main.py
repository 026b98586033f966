import asyncio
import logging
import os
import time

import discord
import requests
from discord import app_commands
from discord.ext import commands, tasks

from log_to_discord import ChannelHandler

intents = discord.Intents.all()  # fault: intents-all
bot = commands.Bot(command_prefix="!", intents=intents)
logging.getLogger().addHandler(ChannelHandler(os.environ["LOG_WEBHOOK_URL"]))


@tasks.loop(minutes=5)
async def heartbeat():
    logging.info("alive since %s", bot.started)


@bot.event
async def on_ready():
    bot.started = time.time()
    heartbeat.start()  # fault: loop-started-in-on-ready
    await bot.tree.sync()


@bot.tree.command(name="sentry_test")
async def sentry_test(interaction: discord.Interaction):  # fault: test-error-for-everybody
    raise RuntimeError("asked for")


@bot.tree.command(name="weather")
async def weather(interaction: discord.Interaction, town: str):
    answer = requests.get(f"https://weather.example/{town}")  # fault: blocking-in-async
    await interaction.response.send_message(answer.text)


bot.run(os.environ["DISCORD_TOKEN"])
