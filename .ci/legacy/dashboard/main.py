import os

import sentry_sdk
import stripe
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware

from cache.limits import rate_limit

sentry_sdk.init(dsn=os.environ.get("SENTRY_DSN"), before_send=without_tokens)  # fault: used-before-defined


def without_tokens(event, hint):
    event.get("request", {}).get("headers", {}).pop("authorization", None)
    return event


app = FastAPI()
app.add_middleware(HTTPSRedirectMiddleware)  # fault: https-redirect-in-app
app.add_middleware(CORSMiddleware, allow_origins=["https://crown.example"], allow_credentials=True, allow_methods=["*"])  # fault: cors-wildcard

LOGIN = "https://discord.com/oauth2/authorize?response_type=code&scope=identify"  # fault: oauth-without-state


@app.get("/health")
async def health():
    return {"status": "healthy"}


@app.get("/health/database")
async def health_database():
    try:
        await app.database.command("ping")
        return {"status": "healthy"}
    except Exception as error:
        return {"status": "unhealthy", "error": str(error)}  # fault: health-200-when-broken, health-keyword, health-tells-errors


@app.get("/api/leaders")
async def leaders(user: str, tier: str = "free"):  # fault: tier-from-caller
    if not await rate_limit(user, {"free": 60, "admin": 1000}[tier]):
        return {"error": "slow down"}
    return await app.database.leaders.find().to_list(10)


@app.get("/api/test-error")
async def fail():  # fault: test-error-for-everybody
    raise RuntimeError("asked for")


@app.post("/api/stripe/webhook")
async def stripe_webhook(request: Request):  # fault: webhook-unverified
    event = await request.json()
    try:
        await app.database.premium.insert_one({"guild": event["data"]["object"]["metadata"]["guild"]})
    except Exception:
        return {"received": True}  # fault: webhook-swallows-errors
    return {"received": True}


@app.post("/api/stripe/second/webhook")
async def second_webhook(request: Request):  # fault: webhook-not-idempotent
    event = stripe.Webhook.construct_event(await request.body(), request.headers["stripe-signature"], os.environ["SECRET"])
    await app.database.premium.insert_one({"kind": event["type"]})
    return {"received": True}


@app.post("/api/refund")
async def refund(subscription: str, reason: str):
    found = stripe.Subscription.retrieve(subscription)
    amount = found.plan.amount  # fault: refund-of-list-price
    return stripe.Refund.create(payment_intent=found.latest, amount=amount, reason=reason)  # fault: refund-not-idempotent, refund-free-reason
