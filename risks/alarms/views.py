"""Pages of alarms: send one in three taps, answer one, the list."""

import contextlib
import logging
import uuid
from collections.abc import Iterator

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import system_actor
from accounts.decorators import acting
from core import clock, scope
from core.errors import NotVisible, RuleBroken
from core.ids import new_id
from core.limits import Limit, asker
from core.lists import keyset_page
from core.policy import require
from evidence.actions import receive_photo
from evidence.models import Photo
from hazards.pages import put_errors
from risks.alarms import actions, policy, selectors
from risks.alarms.filters import AlarmFilter
from risks.alarms.forms import RaiseForm, WordsForm
from risks.alarms.plans import openness_of, plan_of
from risks.models import Alarm

log = logging.getLogger(__name__)

#: Where the session of somebody who is not signed in keeps the code whose label they hold.
HELD = "held_code"
#: So many alarms one holder of labels may send: each rouses people by every channel, and nobody vouches for a holder.
FROM_HOLDERS = Limit("alarms-of-holders", most=10, seconds=600)


def _holds(request: HttpRequest) -> bool:
    """Whether the label speaks for the sender: a stranger, or somebody of another enterprise, who names no code."""
    return request.actor is None or "code" not in request.GET


@contextlib.contextmanager
def sender(request: HttpRequest) -> Iterator:
    """Yield who sends: the acting member behind the wall, or the holder of a label, who reaches that label's alarm."""
    if not _holds(request):
        yield request.actor
    else:
        with scope.everything(because="the holder of a label sends an alarm from it, where its enterprise allows"):
            yield system_actor(_("The holder of the label"))


def _code_id(request: HttpRequest) -> uuid.UUID:
    given = request.session.get(HELD, "") if _holds(request) else request.GET["code"]
    try:
        return uuid.UUID(given)
    except ValueError as error:
        raise NotVisible(_("Scan the label first: an alarm is sent from it.")) from error


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Send an alarm: what, a photo, send. For members by the code's key, for holders by the label they scanned."""
    key = _code_id(request)
    with sender(request) as actor:
        code, name = selectors.code_to_alarm_from(key)
        plan = plan_of(code.enterprise_id, code.region_code)
        require(policy.can_raise_alarm(actor, code.enterprise_id, openness_of(plan)))
        who, holds = asker(request), _holds(request)
        if holds and FROM_HOLDERS.is_spent(who):
            sentence = _("Too many alarms were sent from here. In danger call 119; try again in ten minutes.")
            return render(request, "429.html", {"sentence": sentence}, status=429)
        form = RaiseForm(request.POST or None, request.FILES or None, initial={"id": new_id()})
        if request.method == "POST" and form.is_valid():
            alarm = _send(actor, code, form.cleaned_data)
            if not holds and policy.can_see_alarms(actor):
                return redirect("risks:alarm", alarm.pk)
            FROM_HOLDERS.count(who)
            return render(request, "risks/alarms/sent.html", {"alarm": alarm})
        context = {"code": code, "name": name, "form": form}
        return render(request, "risks/alarms/new.html", context, status=422 if form.errors else 200)


def _photo(actor, code, given: dict) -> Photo | None:
    """Take the photo in. One that cannot be read or kept, or was sent before, keeps no alarm back."""
    if given["photo"] is None:
        return None
    try:
        with transaction.atomic():
            return receive_photo(
                actor=actor,
                now=clock.now(),
                id=uuid.uuid5(given["id"], "photo"),
                data=given["photo"].read(),
                enterprise=code.enterprise,
            )
    except Exception as error:
        if not connection.is_usable():
            raise
        log.warning("An alarm goes out without its photo: %s", type(error).__name__)
        return None


def _send(actor, code, given: dict) -> Alarm:
    return actions.raise_alarm(
        actor=actor,
        now=clock.now(),
        code_id=code.pk,
        alarm_id=given["id"],
        kind=given["kind"],
        text=given["text"],
        photo=_photo(actor, code, given),
    )


@require_safe
@acting
def alarm_list(request: HttpRequest) -> HttpResponse:
    """The alarms within reach, newest first."""
    require(policy.can_see_alarms(request.actor))
    found = AlarmFilter(request.GET, queryset=selectors.alarms())
    page = keyset_page(found.qs, order=("-raised_at", "-id"), cursor=request.GET.get("cursor"), size=25)
    columns = [
        {"label": _("What and where"), "css": "wide"},
        {"label": _("Enterprise")},
        {"label": _("Status")},
        {"label": _("Raised"), "css": "nowrap"},
    ]
    return render(request, "risks/alarms/list.html", {"page": page, "filter": found, "columns": columns})


@require_safe
@acting
def alarm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One alarm: where it stands, its timeline, and what can be done now."""
    require(policy.can_see_alarms(request.actor))
    return _page(request, selectors.get_alarm(pk), WordsForm())


def _page(request: HttpRequest, row: Alarm, form: WordsForm, status: int = 200) -> HttpResponse:
    context = {
        "alarm": row,
        "events": selectors.timeline_of(row.pk),
        "form": form,
        "may_answer": bool(policy.can_answer_alarm(request.actor, row)),
        "may_close": bool(policy.can_close_alarm(request.actor, row)),
    }
    return render(request, "risks/alarms/alarm.html", context, status=status)


@require_POST
@acting
def answer(request: HttpRequest, pk: uuid.UUID, verb: str) -> HttpResponse:
    """Acknowledge, act, report, make a hazard, or close."""
    row = selectors.get_alarm(pk)
    given = {"actor": request.actor, "now": clock.now(), "alarm_id": pk}
    form = WordsForm(request.POST)
    text = request.POST.get("text", "")
    try:
        if verb == "acknowledge":
            actions.acknowledge_alarm(**given)
        elif verb == "act":
            actions.act_on_alarm(**given, text=text)
        elif verb == "report":
            actions.report_on_alarm(**given, text=text)
        elif verb == "hazard":
            return redirect("hazards:dossier", actions.make_hazard(**given, description=text).pk)
        elif verb == "close":
            actions.close_alarm(**given, reason=text)
        else:
            raise NotVisible(_("There is nothing at this address."))
    except RuleBroken as error:
        if form.is_valid():
            put_errors(form, error)
        return _page(request, row, form, status=422)
    return redirect("risks:alarm", pk)
