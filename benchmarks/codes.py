"""Scanning a safety code, as anybody and as a worker, against a bare Django view."""

import json
import subprocess
import sys

from benchmarks.database import ROOT, ensure, environment
from benchmarks.load import Address, in_turn, server
from benchmarks.pages import bare, personas

#: Makes codes for the enterprise of the persona "enterprise", and prints the token and the key of its first machine.
MAKE = """
import json
from accounts.actor import system_actor
from core import clock, scope
from enterprises.codes.actions import issue_codes
from enterprises.codes.tokens import unseal
from enterprises.models import Code, Equipment
from accounts.models import Membership
from risks.colours.actions import recompute_colours
with scope.everything(because="benchmark"):
    firm = Membership.objects.get(person__username="bench.enterprise").enterprise
    Equipment.objects.get_or_create(region_code=firm.region_code, enterprise=firm, name="Ice machine")
    issue_codes(actor=system_actor("benchmark"), now=clock.now(), enterprise_id=firm.pk)
    recompute_colours(now=clock.now(), keys=[firm.pk])
    code = Code.objects.get(enterprise=firm, kind="equipment", equipment__name="Ice machine", status="active")
    print("JSON" + json.dumps({"code": str(code.pk), "token": unseal([code.sealed_token])[0]}))
"""


def made(name: str) -> dict[str, str]:
    """Make the codes on database `name`; return a key and its token."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", MAKE],
        cwd=ROOT,
        env=environment(name),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.split("JSON", 1)[1])


def run(*, hazards: int, requests: int) -> list[dict]:
    """Measure; return rows of (name, value, limit, unit)."""
    name = ensure(hazards)
    people, code = personas(name), made(name)
    cookie = f"sessionid={people['enterprise']['cookie']}"
    rows = []
    with bare() as plain, server("config.wsgi:application", environment(name)) as port:
        for who, path, cookies in (
            ("public", f"/c/{code['token']}/", ""),
            ("worker", f"/codes/{code['code']}/", cookie),
        ):
            limit, ours = in_turn(plain, Address(port, path, cookies), requests=requests)
            rows.append(
                {
                    "benchmark": f"scan of a code, {who}",
                    "ratio": round(ours / limit, 2),
                    "limit": 5,
                    "against": "bare Django view asked in turn, p50 alone",
                    "p50_ms": round(ours, 1),
                    "bare_p50_ms": round(limit, 2),
                }
            )
    return rows
