"""The inbox page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.lists import keyset_page
from notifications import actions, selectors


@acting
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the notices of the present membership, unread first."""
    page = keyset_page(
        selectors.inbox(request.actor), order=selectors.ORDER, cursor=request.GET.get("cursor") or None, size=30
    )
    return render(request, "notifications/inbox.html", {"page": page, "unread": selectors.unread_count(request.actor)})


@acting
@require_POST
def open_notice(request: HttpRequest, pk) -> HttpResponse:
    """Mark one notice as read and go to what it is about."""
    found = selectors.notice(request.actor, pk)
    actions.mark_read(actor=request.actor, now=clock.now(), pks=[found.pk])
    return redirect(selectors.page_of(found) or "notifications:inbox")


@acting
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice of the present membership as read."""
    actions.mark_read(actor=request.actor, now=clock.now())
    return redirect("notifications:inbox")
