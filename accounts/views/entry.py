"""Coming in: sign-in with lock-out and second factor, invitations, and the choice of a membership."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.models import Device

from accounts import actions
from accounts.forms import CodeForm, NewPersonForm, SignInForm, broken
from accounts.middleware import SESSION_KEY
from accounts.models import User
from accounts.second_factor import has_second_factor, matching_device
from accounts.selectors import memberships_of, open_invitation
from core import clock
from core.errors import RuleBroken

BACKEND = "accounts.backends.SessionBackend"
PENDING = "second_step"
SECOND_STEP_LASTS = timedelta(minutes=10)


def key_or_none(text: str | None) -> uuid.UUID | None:
    """Return a key that came in a form, or None for anything else."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def safe_next(request: HttpRequest) -> str:
    """Return where to go afterwards: the address asked for if it is ours, else the first page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return settings.LOGIN_REDIRECT_URL


def locked_out(request: HttpRequest, *_args, **_kwargs) -> HttpResponse:
    """Say that too many attempts have failed and when to try again (429)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    sentence = _(
        "Sign-in is locked for %(minutes)s minutes, because too many attempts have failed. Nothing was changed; "
        "an administrator of your organisation can tell you whether it was you."
    ) % {"minutes": minutes}
    return render(request, "accounts/locked_out.html", {"sentence": sentence}, status=429)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; then for the second factor of whoever has one."""
    target = safe_next(request)
    if request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = authenticate(request, **form.cleaned_data)
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
        if person is None:
            form.add_error(
                None, _("Sign-in name or password is not right. Check both; capitals count in the password.")
            )
        elif has_second_factor(person):
            request.session.cycle_key()
            request.session[PENDING] = {"person": str(person.pk), "at": clock.now().timestamp(), "next": target}
            return redirect("accounts:sign_in_code")
        else:
            return _come_in(request, person, target)
    return render(request, "accounts/sign_in.html", {"form": form, "next": target})


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of the person whose password was right a moment ago."""
    pending = request.session.get(PENDING)
    if request.user.is_authenticated or not pending:
        return redirect("accounts:sign_in")
    if clock.now().timestamp() - pending["at"] > SECOND_STEP_LASTS.total_seconds():
        del request.session[PENDING]
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = User.objects.filter(pk=pending["person"], is_active=True).first()
        device = matching_device(person, form.cleaned_data["code"]) if person else None
        if device is not None:
            del request.session[PENDING]
            return _come_in(request, person, pending["next"], device)
        form.add_error("code", _("This code does not match. Wait for the next one, or use a recovery code."))
    return render(request, "accounts/sign_in_code.html", {"form": form})


def _come_in(request: HttpRequest, person: User, target: str, device: Device | None = None) -> HttpResponse:
    """Sign a person in, choose the membership where there is just one, and greet in the person's language."""
    now = clock.now()
    login(request, person, backend=BACKEND)
    if device is not None:
        otp_login(request, device)
    actions.record_sign_in(person=person, now=now, second_factor=device is not None)
    posts = memberships_of(person)
    if len(posts) == 1:
        actions.choose_membership(person=person, now=now, membership_id=posts[0].pk)
        request.session[SESSION_KEY] = str(posts[0].pk)
        response = redirect(target)
    else:
        response = redirect(f"{reverse('accounts:choose')}?{urlencode({'next': target})}")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, samesite="Lax", secure=settings.SECURE)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        actions.record_sign_out(person=request.user, now=clock.now())
    logout(request)
    return redirect("accounts:sign_in")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose or change in whose name the person acts."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    target = safe_next(request)
    if request.method == "POST":
        wanted = key_or_none(request.POST.get("membership"))
        actor = actions.choose_membership(person=request.user, now=clock.now(), membership_id=wanted)
        request.session[SESSION_KEY] = str(actor.membership_id)
        return redirect(target)
    posts = memberships_of(request.user)
    present = request.actor.membership_id if request.actor else None
    return render(request, "accounts/choose.html", {"posts": posts, "present": present, "next": target})


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: as the person who is signed in, or as a new one."""
    now = clock.now()
    invited = open_invitation(secret, now)
    person = request.user if request.user.is_authenticated else None
    form = None if person else NewPersonForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        data = form.cleaned_data if form else {"username": "", "password": ""}
        try:
            membership = actions.accept_invitation(
                now=now, secret=secret, person=person, username=data["username"], password=data["password"]
            )
        except RuleBroken as error:
            if form is None:
                raise
            broken(form, error)
        else:
            if person is None:
                login(request, membership.person, backend=BACKEND)
            request.session[SESSION_KEY] = str(membership.pk)
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/invitation.html", {"form": form, "invited": invited})
