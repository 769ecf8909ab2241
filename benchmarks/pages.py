"""Lists, dossier and homes as four personas at a million hazards, against a bare Django view and against 10,000."""

import json
import os
import subprocess
import sys

from benchmarks.database import ROOT, ensure, environment, provide, url
from benchmarks.load import Times, measure, server

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
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
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


def addresses(persona: str, hazard: str) -> dict[str, str]:
    """Return the addresses that a persona opens."""
    return {
        "list": "/hazards/",
        "filtered list": "/hazards/?due=overdue&grade=major",
        "dossier": f"/hazards/{hazard}/",
        "home": "/",
    }


def bare(requests: int) -> tuple[Times, Times]:
    """Measure one person alone on the bare Django view, and on the plain one (`benchmarks.bare`)."""
    name = "safeloop_bench_bare"
    provide(name)
    # The limit has no wall, and makes its own tables.
    place = os.environ | {
        "DATABASE_URL": url(name, user="postgres"),
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
    }
    prepare = [sys.executable, "-m", "benchmarks.bare.prepare"]
    key = subprocess.run(prepare, cwd=ROOT, env=place, check=True, capture_output=True, text=True).stdout.strip()
    with server("benchmarks.bare.wsgi:application", place) as port:
        django = measure(port, "/", cookies=f"sessionid={key}", users=1, requests=requests)
    with server("benchmarks.bare.wsgi:application", place | {"BARE_PLAIN": "1"}) as port:
        return django, measure(port, "/plain/", users=1, requests=requests)


def run(*, hazards: int, small: int, requests: int) -> list[dict]:
    """Measure; return rows of (name, value, limit, unit)."""
    rows = []
    times: dict[int, dict[tuple[str, str], float]] = {}
    view, plain = bare(requests)
    for count in (small, hazards):
        name = ensure(count)
        times[count] = {}
        people = personas(name)
        with server("config.wsgi:application", environment(name)) as port:
            for persona in PERSONAS:
                cookie = f"sessionid={people[persona]['cookie']}"
                for page, path in addresses(persona, people[persona]["hazard"]).items():
                    alone = measure(port, path, cookies=cookie, users=1, requests=requests)
                    times[count][persona, page] = alone.p50
                    if count == hazards:
                        crowd = measure(port, path, cookies=cookie, users=8, requests=requests * 2)
                        rows.append(
                            {
                                "benchmark": f"{page}, {persona}",
                                "ratio": round(alone.p50 / view.p50, 2),
                                "limit": 5,
                                "against": "bare Django view, p50 alone",
                                "p50_ms": round(alone.p50, 1),
                                "p95_ms_of_8_users": round(crowd.p95, 1),
                                "p95_limit_ms": 300,
                                "bare_p50_ms": round(view.p50, 2),
                                "ratio_to_plain_view": round(alone.p50 / plain.p50, 2),
                            }
                        )
    for pair, value in times[hazards].items():
        rows.append(
            {
                "benchmark": f"{pair[1]}, {pair[0]}: {hazards:,} against {small:,} hazards",
                "ratio": round(value / times[small][pair], 2),
                "limit": 1.3,
                "against": "the same page on the small database",
            }
        )
    os.sync()
    return rows
