import os
import secrets

import sentry_sdk
import stripe
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, RedirectResponse

from session import signed_in


def without_tokens(event, hint):
    return event


sentry_sdk.init(dsn=os.environ.get("SENTRY_DSN"), before_send=without_tokens)
app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://crown.example"], allow_credentials=True, allow_methods=["GET", "POST"])


@app.get("/login")
async def login(request: Request):
    state = secrets.token_urlsafe(32)
    return RedirectResponse(f"https://discord.com/oauth2/authorize?response_type=code&scope=identify&state={state}")


@app.get("/health/database")
async def health_database():
    try:
        await app.database.command("ping")
        return {"status": "healthy"}
    except Exception:
        return JSONResponse(status_code=503, content={"status": "down"})


@app.get("/api/leaders")
async def leaders(user=Depends(signed_in)):
    return await app.database.leaders.find().to_list(10)


@app.post("/api/stripe/webhook")
async def stripe_webhook(request: Request):
    try:
        event = stripe.Webhook.construct_event(await request.body(), request.headers["stripe-signature"], os.environ["SECRET"])
    except ValueError:
        raise HTTPException(status_code=400)
    await app.database.events.insert_one({"_id": event["id"]})
    return {"received": True}


@app.post("/api/refund")
async def refund(invoice: str, user=Depends(signed_in)):
    paid = await app.database.invoices.find_one({"_id": invoice, "user": user.id})
    return await stripe.Refund.create_async(payment_intent=paid["intent"], amount=paid["amount"], reason="requested_by_customer", idempotency_key=f"refund-{invoice}-1")
