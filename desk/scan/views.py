"""The page of a safety code: for anybody with the label, and for members behind the wall."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import acting
from core import clock
from core.discreet import discreet, language_by_link
from core.errors import NotVisible
from core.limits import asker
from core.policy import require
from desk.scan.limits import MISSES
from desk.scan.selectors import shown_to
from enterprises.codes import policy
from enterprises.codes.choices import CodeKind
from enterprises.codes.selectors import Resolved, resolve
from enterprises.models import Code
from hazards.policy import can_record
from inspections.policy import can_plan_visit, can_start_visit
from risks.alarms.choices import Openness
from risks.alarms.plans import openness_of, plan_of
from risks.alarms.policy import can_raise_alarm
from risks.alarms.views import HELD
from risks.colours.selectors import said_of

#: The number for reports on work safety, the same in the whole country.
HOTLINE = "12350"


@require_safe
def label(request: HttpRequest, token: str) -> HttpResponse:
    """Say what a label stands on to whoever holds it; members who may see more are led to the page without token.

    A token that none has and one that can be none are answered alike. An ended label says plainly that it ended.
    """
    if chosen := language_by_link(request):
        return chosen
    who = asker(request)
    if MISSES.is_spent(who):
        sentence = _("Too many labels that do not exist were asked for from here. Try again in ten minutes.")
        return discreet(render(request, "desk/scan/spent.html", {"sentence": sentence}, status=429))
    try:
        found = resolve(token)
    except NotVisible as unknown:
        MISSES.count(who)
        return discreet(render(request, "desk/scan/unknown.html", {"sentence": str(unknown)}, status=404))
    if not found.in_force:
        return discreet(render(request, "desk/scan/ended.html", {"found": found}, status=410))
    if request.actor is not None and _sees_more(request.actor, found):
        return discreet(redirect("desk:code", found.code_id))
    return discreet(render(request, "desk/scan/public.html", public_context(request, found, token)))


def _sees_more(actor, found: Resolved) -> bool:
    return bool(policy.can_see_codes(actor)) and Code.objects.filter(pk=found.code_id).exists()


def public_context(request: HttpRequest, found: Resolved, token: str) -> dict:
    """Return what a stranger learns: name, colour, day, and where to report; no person, no case."""
    return {
        "found": found,
        "token": token,
        "hotline": HOTLINE,
        "today": clock.today(),
        "colour": said_of(found.enterprise_id),
        "alarm_url": reverse("desk:label_alarm", args=[token]) if holders_may(found) else "",
        "sign_in": f"{reverse('accounts:sign_in')}?next={reverse('desk:label', args=[token])}",
    }


def _round_at(code: Code) -> str:
    """Return where a worker starts the round, at the place or machine of the code."""
    query = f"?{code.kind}={code.thing_id}" if code.kind in (CodeKind.PLACE, CodeKind.EQUIPMENT) else ""
    return reverse("inspections:new") + query


def holders_may(found: Resolved) -> bool:
    """Whether whoever holds a label may send an alarm from it: its enterprise's plan, or its region's, says so."""
    return openness_of(plan_of(found.enterprise_id, found.region_code)) == Openness.HOLDERS


@require_safe
def label_alarm(request: HttpRequest, token: str) -> HttpResponse:
    """Lead the holder of a label to the form of an alarm, at an address without the token."""
    who = asker(request)
    if MISSES.is_spent(who):
        return label(request, token)
    try:
        found = resolve(token)
    except NotVisible:
        return label(request, token)
    if not found.in_force or not holders_may(found):
        return label(request, token)
    if request.actor is not None and _sees_more(request.actor, found):
        return discreet(redirect("desk:code", found.code_id))
    request.session[HELD] = str(found.code_id)
    return discreet(redirect("risks:new_alarm"))


@require_safe
@acting
def code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What a member sees behind a code; that of a foreign enterprise is not there."""
    actor = request.actor
    require(policy.can_see_codes(actor))
    shown = shown_to(actor, pk, today=clock.today())
    if shown.code.status != "active" or shown.code.thing_id is None:
        return render(request, "desk/scan/ended_member.html", {"code": shown.code, "name": shown.name}, status=410)
    context = {
        "shown": shown,
        "colour": shown.colour,
        "reasons": shown.colour.reasons if shown.colour else [],
        "point": shown.point_colour,
        "alarm_url": f"{reverse('risks:new_alarm')}?code={pk}" if can_raise_alarm(actor, shown.enterprise.pk) else "",
        "today": clock.today(),
        "round_url": _round_at(shown.code),
        "may_start": bool(can_start_visit(actor)),
        "may_visit": bool(can_start_visit(actor) or can_plan_visit(actor)),
        "may_record": bool(can_record(actor, shown.enterprise)),
        "keep": bool(policy.can_keep_codes(actor, shown.enterprise)),
    }
    return render(request, "desk/scan/code.html", context)
