"""The first screens: my work by role, the board, search, scan, health, and the service worker."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.decorators import acting
from bulletins.selectors import newest_exposures
from checklists.duties.selectors import my_counts
from core import clock
from core.policy import require
from core.roles import Role
from core.tables import excel_response
from desk import policy, search, selectors
from desk.worklist import worklist
from hazards.models import Hazard
from notifications.policy import can_see_clock
from notifications.selectors import JobState, clock_state
from rectification.letters.selectors import to_do as letters_to_do
from rectification.listing.selectors import to_do as listings_to_do
from regions.selectors import calendar_for, calendar_warning
from risks.alarms.policy import can_see_alarms
from whistleblowing.selectors import to_do as tips_to_do

BOARD_SECONDS = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Answer "what must I do next?" for the acting role."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return redirect("accounts:choose" if request.user.is_authenticated else "accounts:sign_in")
    today, calendar = clock.today(), calendar_for(actor.region_code)
    context = {
        "today": today,
        "actor": actor,
        "calendar_warning": calendar_warning(today, calendar.published_years),
        "letters": letters_to_do(actor, today),
        "duties": my_counts(actor, now=clock.now()),
        "listings": listings_to_do(actor, today),
        "tips": tips_to_do(actor, today),
    }
    if actor.tenant_kind == "enterprise":
        due = selectors.due_hazards(today=today, calendar=calendar)
        context |= {
            "due": due,
            **selectors.capped_counts(count=Hazard.objects.with_enterprise(), review=Hazard.objects.to_verify()),
            "own": selectors.own_checks(actor, today),
            "late": sum(row.is_late for row in due),
        }
        return render(request, "desk/home_enterprise.html", context)
    if actor.tenant_kind == "agency":
        return render(request, "desk/home_expert.html", context | {"visits": selectors.my_visits(actor.membership_id)})
    if actor.role == Role.INSPECTOR:
        context |= {
            "visits": selectors.my_visits(actor.membership_id),
            "columns": worklist(today=today, calendar=calendar, rows_each=2, decisions=False).columns,
        }
        return render(request, "desk/home_inspector.html", context)
    waiting = worklist(today=today, calendar=calendar)
    context |= {"columns": waiting.columns, "extensions": waiting.extensions, "resumes": waiting.resumes}
    return render(request, "desk/home_clerk.html", context)


@require_safe
@acting
def board(request: HttpRequest) -> HttpResponse:
    """Show the region on one page: found, closed on time, overdue, who lags."""
    actor = request.actor
    require(policy.can_see_board(actor))
    # The tenant is in the key: what one region sees is never shown to another. So is the language of the names.
    key = f"board:{actor.tenant_kind}:{actor.tenant_id}:{actor.region_code}:{clock.today()}:{get_language()}"
    figures = cache.get(key)
    if figures is None:
        figures = selectors.board(region_code=actor.region_code, now=clock.now(), today=clock.today())
        cache.set(key, figures, BOARD_SECONDS)
    if request.GET.get("format") == "xlsx":
        headers = [
            _("Region"),
            _("Found"),
            _("Major"),
            _("Open"),
            _("Overdue"),
            _("Closed"),
            _("Closed by the deadline"),
            _("Found by enterprises themselves"),
            _("Of these closed"),
        ]
        rows = [
            [r.name, r.found, r.major, r.open, r.overdue, r.closed, r.on_time, r.self_found, r.self_closed]
            for r in figures.rows
        ]
        return excel_response("board", headers, rows)
    ordering = request.GET.get("o", "-overdue")
    field = ordering.lstrip("-")
    if field in ("name", "found", "major", "open", "overdue", "closed"):
        figures.rows.sort(key=lambda row: getattr(row, field), reverse=ordering.startswith("-"))
    most = max((row.found for row in figures.rows), default=0)
    bars = [
        {
            "row": row,
            "closed": round(260 * row.closed / most) if most else 0,
            "open": round(260 * (row.open - row.overdue) / most) if most else 0,
            "overdue": round(260 * row.overdue / most) if most else 0,
            "y": index * 26,
        }
        for index, row in enumerate(figures.rows)
    ]
    context = {
        "board": figures,
        "bars": bars,
        "height": 26 * len(bars),
        "ordering": ordering,
        "clock_late": any(job.late for job in clock_state(now=clock.now())),
        "may_see_clock": bool(can_see_clock(request.actor)),
        # Never from the cache: an exposure stands on every board of its region at once.
        "exposed": newest_exposures(actor),
    }
    return render(request, "desk/board.html", context)


@require_safe
@acting
def find(request: HttpRequest) -> HttpResponse:
    """Jump to a case by its number, or list what matches among hazards, enterprises and documents."""
    query = request.GET.get("q", "").strip()[:60]
    result = search.search(query)
    if result.jump:
        return redirect(result.jump)
    return render(request, "desk/search.html", {"result": result, "search_query": query})


@require_safe
@acting
def scan(request: HttpRequest) -> HttpResponse:
    """Read a code with the camera, or take its text typed: documents, cases, enterprises."""
    code = request.GET.get("code", "").strip()[:300]
    if code:
        target = search.target_of_code(code)
        if target:
            answer = redirect(target)
            answer["Referrer-Policy"] = "no-referrer"
            return answer
        messages.warning(request, _("Nothing that you can see has this code. Check it, or search by name."))
    return render(request, "desk/scan.html", {"code": code})


@require_safe
@acting
def enterprise_hazards(request: HttpRequest, pk) -> HttpResponse:
    """Return the open hazards and last visits of one enterprise, as a fragment of its page."""
    hazards = (
        Hazard.objects.filter(enterprise_id=pk)
        .select_related("enterprise")
        .order_by("due_on", "id")[: selectors.WORK_ROWS]
    )
    rows = selectors.with_clock(hazards, today=clock.today(), calendar=calendar_for(request.actor.region_code))
    context = {
        "rows": rows,
        "visits": selectors.visits_of(pk, request.actor),
        "enterprise_id": pk,
        "rounds": selectors.rounds_of(pk, request.actor),
        "statements": selectors.statements_of(pk, request.actor, clock.today()),
        "may_see_alarms": bool(can_see_alarms(request.actor)),
    } | selectors.ties_of(pk, request.actor)
    return render(request, "desk/enterprise_hazards.html", context)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Say whether database and cache answer and the clock runs, job by job; 503 if one does not.

    A clock that was never started is said so and is no failure yet: on a fresh machine the site answers first.
    """
    state, jobs = {"database": "ok", "cache": "ok", "clock": "ok"}, {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found = clock_state(now=clock.now())
        jobs = {each.task: job_health(each) for each in found}
        if any(each.late for each in found):
            state["clock"] = "late"
        started = any(each.started_at for each in found)
    except Exception:
        state["database"], started = "unreachable", True
    try:
        cache.set("health", 1, 5)
    except Exception:
        state["cache"] = "unreachable"
    fine = set(state.values()) == {"ok"}
    if not started:
        state["clock"] = "not started"
    answer = state | {"status": "ok" if fine else "failing", "jobs": jobs}
    return JsonResponse(answer, status=200 if fine else 503)


def job_health(job: JobState) -> dict:
    """Return what anybody may know of a scheduled job: when and how it ran, nothing of its work."""
    moments = {name: getattr(job, name) for name in ("started_at", "ended_at", "succeeded_at")}
    return {"period_seconds": job.period, "late": job.late, "result": job.result or None, **moments}


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that its scope is the whole site."""
    source = Path(settings.BASE_DIR / "static" / "safeloop" / "js" / "sw.js").read_text()
    return HttpResponse(
        source, content_type="text/javascript", headers={"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show what still works without a connection; the service worker keeps this page."""
    return render(request, "offline.html")


@require_safe
@acting
def unsent(request: HttpRequest) -> HttpResponse:
    """Show what the device still has to send; all of it comes from the device's own store."""
    return render(request, "unsent.html")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the application for the home screen, where a phone's browser keeps data longest."""
    icon = {"src": f"{settings.STATIC_URL}safeloop/mark.svg", "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {"name": "Safeloop", "short_name": "Safeloop", "start_url": "/", "display": "standalone", "icons": [icon]},
        content_type="application/manifest+json",
    )
