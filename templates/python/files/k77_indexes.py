"""Makes the indexes that k77_indexes.json lists; what is there already stays. Run it from a job or by hand, not at every start:

    MONGODB_URI=… MONGODB_DATABASE=… python k77_indexes.py
"""

import json
import os
import pathlib
import sys


def wanted():
    """[{"collection": …, "keys": [[field, 1 or -1], …], "options": {…}}, …]"""
    return json.loads(pathlib.Path(__file__).with_name("k77_indexes.json").read_text())


def make(database):
    """Returns the names of all indexes that are there now."""
    return [database[one["collection"]].create_index([tuple(key) for key in one["keys"]], **one["options"]) for one in wanted()]


if __name__ == "__main__":
    missing = [name for name in ("MONGODB_URI", "MONGODB_DATABASE") if not os.environ.get(name)]
    if missing:
        sys.exit("not set: " + ", ".join(missing))
    from pymongo import MongoClient

    with MongoClient(os.environ["MONGODB_URI"]) as client:
        print("\n".join(make(client[os.environ["MONGODB_DATABASE"]])))
