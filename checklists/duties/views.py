"""Pages of the duty ledger, of posts with their holders, and of occasions."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from checklists.duties import actions, forms, policy, selectors
from checklists.duties.filters import DutyFilter
from checklists.models import Binding, Duty, DutyClock
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.lists import keyset_page
from core.policy import require
from core.tables import LARGEST_EXPORT, excel_response

ORDER = ("-due_on", "-id")
PAGE = ["GET", "HEAD", "POST"]


@require_safe
@acting
def ledger(request: HttpRequest) -> HttpResponse:
    """Who had to do what, did it, when, with what result; with the share done in time and what it counts."""
    actor, now = request.actor, clock.now()
    require(policy.can_see_duty_ledger(actor))
    found = DutyFilter(request.GET, queryset=selectors.ledger_of(actor))
    rows = found.qs
    page = keyset_page(rows, order=ORDER, cursor=request.GET.get("cursor"), size=20, joined=selectors.ROWS)
    first, last = found.window
    columns = [
        {"label": _("Due"), "css": "nowrap"},
        {"label": _("Duty"), "css": "wide"},
        {"label": _("Person and post")},
        {"label": _("Standing"), "css": "nowrap"},
        {"label": _("Recorded at"), "css": "nowrap"},
    ]
    context = {
        "page": page,
        "lines": lines_of(page.rows, now=now),
        "filter": found,
        "columns": columns,
        "figures": selectors.figures_of(rows, now=now),
        "first": first,
        "last": last,
        "filtered": bool(request.GET),
        "may_export": bool(policy.can_export_duty_ledger(actor)),
        "may_issue": bool(policy.can_issue_duty_extract(actor)),
        "may_hand_over": bool(policy.can_hand_over_post(actor)),
        "may_raise": bool(policy.can_raise_occasion(actor)),
    }
    return render(request, "checklists/duties/ledger.html", context)


def lines_of(rows: list[Duty], *, now) -> list[dict[str, Any]]:
    """Return rows with what the clock says of them and who answers for them, in one query."""
    names = selectors.bearers_of(rows, day=clock.day_of(now))
    return [
        {
            "duty": row,
            "pk": row.pk,
            "person": row.bearer.person.name if row.bearer_id else names.get(row.pk, ""),
            "punctuality": row.punctuality(now) if row.waits else None,
        }
        for row in rows
    ]


def sheet_rows(rows: list[Duty], *, now) -> Iterator[list[Any]]:
    """Yield the rows of the sheet, in the order of `sheet_headers`."""
    for line in lines_of(rows, now=now):
        duty = line["duty"]
        clocked = line["punctuality"]
        yield [
            duty.due_on,
            duty.enterprise.name if duty.enterprise_id else "",
            duty.region_code,
            duty.post_name,
            line["person"],
            str(duty.item.version.checklist),
            duty.item.version.number,
            str(duty.item),
            duty.item.basis,
            duty.get_frequency_display(),
            duty.period if duty.frequency != "event" else duty.occasion,
            duty.opens_at,
            duty.due_at,
            duty.get_status_display() if not clocked else str(clocked.label),
            duty.get_result_display(),
            duty.decided_at,
            duty.generated_at,
        ]


def sheet_headers() -> list[str]:
    """Return the heads of the sheet."""
    return [
        _("Due"),
        _("Enterprise"),
        _("Region"),
        _("Post in the list"),
        _("Person"),
        _("List"),
        _("Version"),
        _("Duty"),
        _("Basis"),
        _("How often"),
        _("Period"),
        _("Begins"),
        _("Ends"),
        _("Standing"),
        _("Result"),
        _("Recorded at"),
        _("Drawn up at"),
    ]


@require_safe
@acting
def export(request: HttpRequest) -> HttpResponse:
    """Give the filtered ledger as an Excel sheet."""
    require(policy.can_export_duty_ledger(request.actor))
    found = DutyFilter(request.GET, queryset=selectors.ledger_of(request.actor))
    rows = list(found.qs.as_ledger().order_by(*ORDER)[: LARGEST_EXPORT + 1])
    if len(rows) > LARGEST_EXPORT:
        raise RuleBroken(
            _("These are more than %(n)s rows. Narrow the filter to fewer days or one region.") % {"n": LARGEST_EXPORT}
        )
    return excel_response("duties", sheet_headers(), sheet_rows(rows, now=clock.now()))


@require_safe
@acting
def posts(request: HttpRequest) -> HttpResponse:
    """The posts of the own organisation: their lists, who holds them, who stands in."""
    require(policy.can_hand_over_post(request.actor))
    today = clock.today()
    context = {
        "posts": selectors.posts_of(request.actor, day=today),
        "today": today,
        "may_raise": bool(policy.can_raise_occasion(request.actor)),
        "may_man": bool(policy.can_man_post(request.actor)),
    }
    return render(request, "checklists/duties/posts.html", context)


def _act(request: HttpRequest, form: Any, call: Callable[[dict[str, Any]], Any], words: dict[str, Any]) -> HttpResponse:
    """Show a form, or do what it says and lead back to the posts."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = call(form.cleaned_data)
            except RuleBroken as error:
                _put_errors(form, error)
            except Conflict as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, words["done"](done) if callable(words["done"]) else words["done"])
                return redirect("duties:posts")
    return render(request, "checklists/duties/act.html", {"form": form} | words, status=status)


def _put_errors(form: Any, error: RuleBroken) -> None:
    placed = [name for name in error.fields if name in form.fields]
    for name in placed:
        form.add_error(name, str(error.fields[name]))
    if not placed:
        form.add_error(None, str(error))


@require_http_methods(PAGE)
@acting
def hand_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand a post over to somebody from a day on."""
    actor = request.actor
    require(policy.can_hand_over_post(actor))
    name = _post_name(actor, pk)
    members = selectors.members_to_choose(actor)
    form = forms.HandOverForm(request.POST or None, members=members, initial={"from_on": clock.today()})
    return _act(
        request,
        form,
        lambda values: actions.hand_over_post(
            actor=actor,
            now=clock.now(),
            post_id=pk,
            membership_id=values["membership"].pk,
            from_on=values["from_on"],
            note=values["note"],
        ),
        {
            "title": _("Hand the post over: %(post)s") % {"post": name},
            "button": _("Hand the post over"),
            "note": _("What is open then goes on with the post: it is the new holder's."),
            "done": _("The handover is recorded."),
        },
    )


@require_http_methods(PAGE)
@acting
def absence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name who stands in while the holder of a post is away."""
    actor = request.actor
    require(policy.can_hand_over_post(actor))
    name = _post_name(actor, pk)
    members = selectors.members_to_choose(actor)
    today = clock.today()
    form = forms.AbsenceForm(request.POST or None, members=members, initial={"from_on": today, "last_on": today})
    return _act(
        request,
        form,
        lambda values: actions.record_absence(
            actor=actor,
            now=clock.now(),
            post_id=pk,
            membership_id=values["membership"].pk,
            from_on=values["from_on"],
            last_on=values["last_on"],
            note=values["note"],
        ),
        {
            "title": _("Name a substitute: %(post)s") % {"post": name},
            "button": _("Name the substitute"),
            "note": _("The duties that fall due on these days are the substitute's. Both stand in the ledger."),
            "done": _("The substitute is recorded."),
        },
    )


def _post_name(actor, pk: uuid.UUID) -> str:
    line = next((each for each in selectors.posts_of(actor, day=clock.today()) if each.key == pk), None)
    if line is None:
        raise NotVisible(_("There is no such post, or it is not your organisation's."))
    return line.name


@require_POST
@acting
def end_absence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a substitution today."""
    actions.end_absence(actor=request.actor, now=clock.now(), holding_id=pk)
    messages.success(request, _("The substitution has ended. What is due from today on is the holder's again."))
    return redirect("duties:posts")


@require_http_methods(PAGE)
@acting
def man(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set on which days and in which shifts a post is manned."""
    actor = request.actor
    require(policy.can_man_post(actor))
    binding = Binding.objects.select_related("checklist", "post", "membership").filter(pk=pk).first()
    if binding is None:
        raise NotVisible(_("This list is not bound to a post of your organisation any more."))
    require(policy.can_man_post(actor, binding.tenant_id))
    held = DutyClock.objects.filter(binding=binding).first()
    initial = {"rhythm": held.rhythm, "shifts": ", ".join(map(str, held.shifts))} if held else {}
    form = forms.ManForm(request.POST or None, initial=initial)
    return _act(
        request,
        form,
        lambda values: actions.man_post(actor=actor, now=clock.now(), binding_id=pk, **values),
        {
            "title": _("Days and shifts: %(list)s") % {"list": binding.checklist},
            "button": _("Save days and shifts"),
            "note": _("It holds for the periods that begin from now on. What was drawn up stays."),
            "done": _("Days and shifts are saved."),
        },
    )


@require_http_methods(PAGE)
@acting
def occasion(request: HttpRequest) -> HttpResponse:
    """Ask for the duties of an occasion."""
    actor, now = request.actor, clock.now()
    require(policy.can_raise_occasion(actor))
    bindings = selectors.bindings_of(actor, day=clock.today())
    initial = {"id": new_id(), "due_at": now + timedelta(hours=24)}
    form = forms.OccasionForm(request.POST or None, bindings=bindings, initial=initial)
    return _act(
        request,
        form,
        lambda values: actions.raise_occasion(
            actor=actor,
            now=clock.now(),
            occasion_id=values["id"],
            occasion=values["occasion"],
            due_at=values["due_at"],
            binding_ids=[row.pk for row in values["bindings"]],
        ),
        {
            "title": _("Ask for the duties of an occasion"),
            "button": _("Ask for these duties"),
            "note": "",
            "done": lambda made: _("Duties drawn up: %(n)s") % {"n": made},
        },
    )
