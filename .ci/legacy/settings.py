# fixed while testing
STRIPE_KEY = "sk_live_51Qx7RbKd93mVtYcZaLwE8hN2"  # fault: secret-in-source
MONGODB_URI = "mongodb://localhost:27017/crown"
