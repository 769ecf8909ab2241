"""Lists, dossier and homes as four personas at a million hazards, against a bare Django view and against 10,000."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.database import ROOT, ensure, environment, provide, url
from benchmarks.load import Address, in_turn, measure, server

PERSONAS = ("province", "city", "county", "enterprise")

SIGN_IN = """
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from importlib import import_module
from accounts.middleware import SESSION_KEY as MEMBERSHIP
from accounts.models import Membership, User
from core import scope
from hazards.models import Hazard
found = {}
with scope.everything(because="benchmark"):
    for user in User.objects.filter(username__startswith="bench."):
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "accounts.backends.SessionBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        membership = Membership.objects.get(person=user)
        session[MEMBERSHIP] = str(membership.pk)
        session.save()
        reach = Hazard.objects.filter(region_code__startswith=membership.region_code)
        if membership.enterprise_id:
            reach = Hazard.objects.filter(enterprise_id=membership.enterprise_id)
        case = reach.filter(status="rectifying").order_by("number").first() or reach.first()
        found[user.username.removeprefix("bench.")] = {"cookie": session.session_key, "hazard": str(case.pk)}
print("JSON" + json.dumps(found))
"""


def personas(name: str) -> dict[str, dict[str, str]]:
    """Sign the four personas in on database `name`; return their cookies and a case of each."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", SIGN_IN],
        cwd=ROOT,
        env=environment(name),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.split("JSON", 1)[1])


def addresses(hazard: str) -> dict[str, str]:
    """Return the addresses that every persona opens; the dossier is that of `hazard`."""
    return {
        "list": "/hazards/",
        "filtered list": "/hazards/?due=overdue&grade=major",
        "dossier": f"/hazards/{hazard}/",
        "home": "/",
    }


@contextmanager
def bare() -> Iterator[Address]:
    """Serve the bare Django view (`benchmarks.bare`), which has no wall and makes its own tables."""
    name = "safeloop_bench_bare"
    provide(name)
    place = os.environ | {
        "DATABASE_URL": url(name, user="postgres"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
    }
    prepare = [sys.executable, "-m", "benchmarks.bare.prepare"]
    key = subprocess.run(prepare, cwd=ROOT, env=place, check=True, capture_output=True, text=True).stdout.strip()
    with server("benchmarks.bare.wsgi:application", place) as port:
        yield Address(port, "/", f"sessionid={key}")


def run(*, hazards: int, small: int, requests: int) -> list[dict]:
    """Measure; return rows of (name, value, limit, unit)."""
    rows, growth = [], []
    names = [ensure(count) for count in (small, hazards)]
    people = [personas(name) for name in names]
    with (
        bare() as plain,
        server("config.wsgi:application", environment(names[0])) as small_port,
        server("config.wsgi:application", environment(names[1])) as large_port,
    ):
        for persona in PERSONAS:
            little, large = (found[persona] for found in people)
            paths = zip(addresses(little["hazard"]).values(), addresses(large["hazard"]).items(), strict=True)
            for small_path, (page, path) in paths:
                cookies = f"sessionid={large['cookie']}"
                there = Address(small_port, small_path, f"sessionid={little['cookie']}")
                limit, few, many = in_turn(plain, there, Address(large_port, path, cookies), requests=requests)
                crowd = measure(large_port, path, cookies=cookies, users=8, requests=requests * 2)
                rows.append(
                    {
                        "benchmark": f"{page}, {persona}",
                        "ratio": round(many / limit, 2),
                        "limit": 5,
                        "against": "bare Django view asked in turn, p50 alone",
                        "p50_ms": round(many, 1),
                        "p95_ms_of_8_users": round(crowd.p95, 1),
                        "p95_limit_ms": 300,
                        "bare_p50_ms": round(limit, 2),
                    }
                )
                growth.append(
                    {
                        "benchmark": f"{page}, {persona}: {hazards:,} against {small:,} hazards",
                        "ratio": round(many / few, 2),
                        "limit": 1.3,
                        "against": "the same page on the small database, asked in turn",
                    }
                )
    os.sync()
    return rows + growth
