"""The inbox, one's channels, the authority's robots, what did not arrive, the clock, and caught mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import acting
from core import clock
from core.errors import RuleBroken
from core.lists import keyset_page
from core.policy import require
from notifications import actions, policy, selectors
from notifications import caught as catching
from notifications.addresses import personal
from notifications.channels import available
from notifications.choices import COMPULSORY, Group, Urgency
from notifications.forms import ChoiceForm, EndpointForm, RobotForm, broken
from notifications.rules import KINDS


@acting
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the notices of the present membership, unread first."""
    page = keyset_page(
        selectors.inbox(request.actor), order=selectors.ORDER, cursor=request.GET.get("cursor") or None, size=30
    )
    context = {"page": page, "unread": selectors.unread_count(request.actor), "ways": _ways(request.actor)}
    return render(request, "notifications/inbox.html", context)


def _ways(actor) -> list[tuple[str, str]]:
    """The pages round the inbox that the actor may open: address and words."""
    rows = [
        ("notifications:channels", _("How I am told"), policy.can_choose_channels(actor)),
        ("notifications:robots", _("Robots of the authority"), policy.can_keep_robots(actor)),
        ("notifications:undelivered", _("Messages that did not arrive"), policy.can_see_undelivered(actor)),
        ("notifications:clock", _("The clock"), policy.can_see_clock(actor)),
        ("notifications:caught", _("Caught messages"), catching.is_caught()),
    ]
    return [(reverse(name), words) for name, words, decision in rows if decision]


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


@acting
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """Show by which channels the person is told of what, and keep another choice."""
    require(policy.can_choose_channels(request.actor))
    endpoints = list(selectors.own_endpoints(request.actor))
    form = ChoiceForm(request.POST or None, endpoints=endpoints)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_groups(actor=request.actor, now=clock.now(), choice=form.choice())
        except RuleBroken as error:
            broken(form, error)
        else:
            messages.success(request, _("Your choice is kept. It holds from the next message on."))
            return redirect("notifications:channels")
    return _channels_page(request, form, EndpointForm(channels=available()))


def _channels_page(request: HttpRequest, form: ChoiceForm, adding: EndpointForm) -> HttpResponse:
    account = [each for each in personal([request.user]).get(request.user.pk, []) if each.endpoint is None]
    groups = []
    for group in Group:
        kinds = [kind for code, kind in KINDS.items() if kind.group == group and code != "channel_trial"]
        urgent = [kind.urgency == Urgency.URGENT for kind in kinds]
        groups.append({"group": group, "compulsory": group in COMPULSORY, "always": all(urgent), "some": any(urgent)})
    context = {"form": form, "rows": form.rows(), "adding": adding, "account": account, "groups": groups}
    return render(request, "notifications/channels.html", context)


@acting
@never_cache
@sensitive_post_parameters("address")
@require_POST
def add_channel(request: HttpRequest) -> HttpResponse:
    """Add an address of one's own."""
    form = EndpointForm(request.POST, channels=available())
    if form.is_valid():
        try:
            actions.add_endpoint(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except RuleBroken as error:
            broken(form, error)
        else:
            messages.success(request, _("The address is kept. Try it out with a trial message."))
            return redirect("notifications:channels")
    return _channels_page(request, ChoiceForm(endpoints=list(selectors.own_endpoints(request.actor))), form)


@acting
@require_POST
def try_channel(request: HttpRequest, pk) -> HttpResponse:
    """Send a trial message to an address of one's own, or to a robot of the authority."""
    found = selectors.endpoint(request.actor, pk)
    try:
        actions.try_endpoint(actor=request.actor, now=clock.now(), endpoint=found)
    except RuleBroken as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("A trial message is on its way to %(address)s.") % {"address": found.hint})
    return redirect("notifications:robots" if found.authority_id else "notifications:channels")


@acting
@require_POST
def remove_channel(request: HttpRequest, pk) -> HttpResponse:
    """Remove an address of one's own, or a robot of the authority."""
    found = selectors.endpoint(request.actor, pk)
    actions.remove_endpoint(actor=request.actor, now=clock.now(), endpoint=found)
    messages.success(request, _("%(address)s is removed. Nothing more is sent there.") % {"address": found.hint})
    return redirect("notifications:robots" if found.authority_id else "notifications:channels")


@acting
@never_cache
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Show the robots and webhooks of the authority."""
    require(policy.can_keep_robots(request.actor))
    return _robots_page(request, RobotForm())


def _robots_page(request: HttpRequest, form: RobotForm) -> HttpResponse:
    rows = list(selectors.robots_of(request.actor))
    for row in rows:
        row.group_labels = [str(Group(each).label) for each in row.groups]
    return render(request, "notifications/robots.html", {"form": form, "rows": rows})


@acting
@never_cache
@sensitive_post_parameters("address")
@require_POST
def add_robot(request: HttpRequest) -> HttpResponse:
    """Add a robot of the authority."""
    require(policy.can_keep_robots(request.actor))
    form = RobotForm(request.POST)
    if form.is_valid():
        try:
            actions.add_robot(actor=request.actor, now=clock.now(), **form.cleaned_data)
        except RuleBroken as error:
            broken(form, error)
        else:
            messages.success(request, _("The address is kept. Try it out with a trial message."))
            return redirect("notifications:robots")
    return _robots_page(request, form)


@acting
@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """Show what did not reach members and robots of the organisation by any channel."""
    require(policy.can_see_undelivered(request.actor))
    page = keyset_page(
        selectors.undelivered(request.actor),
        order=("-ended_at", "-id"),
        cursor=request.GET.get("cursor") or None,
        size=30,
    )
    return render(request, "notifications/undelivered.html", {"page": page})


@acting
@require_POST
def resend(request: HttpRequest, pk) -> HttpResponse:
    """Send a message again that did not arrive."""
    require(policy.can_see_undelivered(request.actor))
    actions.resend_delivery(actor=request.actor, now=clock.now(), delivery=selectors.dead_letter(request.actor, pk))
    messages.success(request, _("The message is on its way again."))
    return redirect("notifications:undelivered")


@acting
@never_cache
@require_safe
def clock_page(request: HttpRequest) -> HttpResponse:
    """Show when each scheduled job last ran."""
    require(policy.can_see_clock(request.actor))
    states = selectors.clock_state(now=clock.now())
    context = {
        "rows": states,
        "late": [each for each in states if each.late],
        "started": any(each.started_at for each in states),
    }
    return render(request, "notifications/clock.html", context)


@never_cache
@require_safe
def caught(request: HttpRequest) -> HttpResponse:
    """Show the mails and text messages that a development setup caught; elsewhere there is no such page."""
    if not catching.is_caught():
        raise Http404
    return _caught(request)


@acting
def _caught(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/caught.html", {"rows": catching.caught()})
