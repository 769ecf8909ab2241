"""My duties of today on a phone, one duty with its story and photos, and the extract of the ledger."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from checklists.duties import policy, selectors
from checklists.duties.choices import DutyResult, DutyStatus
from checklists.duties.filters import DutyFilter
from checklists.duties.forms import AnswerForm
from core import clock
from core.errors import Conflict, RuleBroken
from core.ids import new_id
from core.policy import require
from desk.duties import actions
from hazards import policy as hazards_policy


@require_safe
@acting
def my_duties(request: HttpRequest) -> HttpResponse:
    """What I have to do today, each with one gesture; below it what I have done."""
    actor, now = request.actor, clock.now()
    require(policy.can_do_duty(actor))
    waiting = selectors.my_duties(actor, now=now)
    context = {
        "today": clock.today(),
        "waiting": [{"row": each, "duty": each.duty, "event": new_id()} for each in waiting],
        "late": sum(each.is_late for each in waiting),
        "done": selectors.done_today(actor, now=now),
        "may_see_ledger": bool(policy.can_see_duty_ledger(actor)),
    }
    return render(request, "desk/duties/mine.html", context)


@require_safe
@acting
def duty(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One duty: what it demands by which clause, who had to do it, and what happened."""
    actor, now = request.actor, clock.now()
    require(policy.can_see_duty_ledger(actor))
    row = selectors.duty_of(actor, pk)
    return render(request, "desk/duties/duty.html", _facts(request, row, now))


def _facts(request: HttpRequest, row, now) -> dict:
    actor = request.actor
    bearer = row.bearer if row.bearer_id else selectors.bearer_of(row, day=clock.day_of(now))
    may_answer = bool(
        (row.waits or row.status == DutyStatus.MISSED)
        and row.opens_at <= now
        and policy.can_answer_duty(actor, bearer_id=bearer.pk if bearer else None)
    )
    report = ""
    if actor.tenant_kind == "enterprise" and hazards_policy.can_record(actor, row.enterprise):
        report = f"{reverse('hazards:record')}?enterprise={actor.tenant_id}&duty={row.pk}"
    return {
        "duty": row,
        "events": row.events.all(),
        "bearer": bearer,
        "holder_name": bearer.person.name if bearer else row.binding.post.holder_name if row.binding.post_id else "",
        "punctuality": row.punctuality(now) if row.waits else None,
        "may_answer": may_answer,
        "report_url": report if row.result == DutyResult.NOT_CONFORM else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what became of a duty. One that conforms and needs no photo comes from the list with one press."""
    actor, now = request.actor, clock.now()
    require(policy.can_do_duty(actor))
    row = selectors.duty_of(actor, pk)
    initial = {"event": new_id(), "result": request.GET.get("result", "")}
    form = AnswerForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            try:
                done = actions.answer_with_pictures(
                    actor=actor,
                    now=now,
                    duty_id=pk,
                    result=values["result"],
                    note=values["note"],
                    device_at=values["device_at"],
                    event_id=values["event"] or None,
                    pictures=request.FILES.getlist("photos"),
                )
            except RuleBroken as error:
                for name, sentence in error.fields.items():
                    form.add_error(name if name in form.fields else None, str(sentence))
                if not error.fields:
                    form.add_error(None, str(error))
            except Conflict as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("Recorded: %(status)s.") % {"status": done.get_status_display()})
                if done.result == DutyResult.NOT_CONFORM:
                    return redirect("desk:duty", pk=pk)
                return redirect("desk:my_duties")
    context = _facts(request, row, now) | {"form": form}
    return render(request, "desk/duties/answer.html", context, status=status)


@require_POST
@acting
def extract(request: HttpRequest) -> HttpResponse:
    """Issue the filtered rows of the ledger as a numbered document and open it."""
    actor = request.actor
    require(policy.can_issue_duty_extract(actor))
    found = DutyFilter(request.GET, queryset=selectors.ledger_of(actor))
    first, last = found.window
    made = actions.issue_extract(actor=actor, now=clock.now(), rows=found.qs, first=first, last=last)
    messages.success(request, _("The extract is issued as %(number)s.") % {"number": made.printed_number})
    return redirect("documents:document", id=made.pk)
