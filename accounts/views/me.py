"""One's own page: language, password, second factor, API tokens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as otp_login

from accounts import actions, policy
from accounts.decorators import acting
from accounts.forms import CodeForm, LanguageForm, PasswordForm, PresentPasswordForm, TokenForm, broken
from accounts.second_factor import has_second_factor, qr_svg, recovery_codes_left
from accounts.selectors import memberships_of, tokens_of
from core import clock
from core.errors import RuleBroken
from core.policy import require

#: How many tokens the page shows.
TOKENS_SHOWN = 50


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show who one is, in whose name one acts, and what can be changed."""
    context = {
        "posts": memberships_of(request.user),
        "language_form": LanguageForm(initial={"language": request.user.language}),
        "second_factor": has_second_factor(request.user),
        "forced": policy.must_use_second_factor(request.actor, request.user, forced=settings.FORCE_TWO_FACTOR),
    }
    return render(request, "accounts/me.html", context)


@login_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in which the person reads."""
    form = LanguageForm(request.POST)
    response = redirect("accounts:me")
    if form.is_valid():
        actions.change_language(person=request.user, language=form.cleaned_data["language"])
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], samesite="Lax", secure=settings.SECURE
        )
    return response


@login_required
@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; this browser stays signed in, every other session ends."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = actions.change_password(person=request.user, now=clock.now(), old=data["old"], new=data["new"])
        except RuleBroken as error:
            broken(form, error)
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("Your password is changed. Every other device is signed out."))
            return redirect("accounts:me")
    return render(request, "accounts/password.html", {"form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator: scan, type the first code, keep the recovery codes."""
    if has_second_factor(request.user):
        left = recovery_codes_left(request.user)
        return render(request, "accounts/second_factor.html", {"left": left, "form": PresentPasswordForm()})
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = actions.confirm_second_factor(
                person=request.user, now=clock.now(), code=form.cleaned_data["code"]
            )
        except RuleBroken as error:
            broken(form, error)
        else:
            otp_login(request, device)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    device = actions.prepare_second_factor(person=request.user)
    context = {
        "form": form,
        "qr": qr_svg(device),
        "address": device.config_url,
        "forced": policy.must_use_second_factor(request.actor, request.user, forced=settings.FORCE_TWO_FACTOR),
    }
    return render(request, "accounts/second_factor_setup.html", context)


@login_required
@never_cache
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Replace the recovery codes and show the new ones once."""
    if not request.user.is_verified():
        return redirect("accounts:second_factor")
    codes = actions.new_recovery_codes(person=request.user, now=clock.now())
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


@login_required
@never_cache
@sensitive_post_parameters("password")
@require_POST
def second_factor_remove(request: HttpRequest) -> HttpResponse:
    """Remove the second factor; the password is asked again."""
    form = PresentPasswordForm(request.POST)
    if form.is_valid():
        try:
            actions.remove_second_factor(person=request.user, now=clock.now(), password=form.cleaned_data["password"])
        except RuleBroken as error:
            broken(form, error)
        else:
            messages.success(request, _("The second factor is removed. Your password alone signs you in again."))
            return redirect("accounts:me")
    left = recovery_codes_left(request.user)
    return render(request, "accounts/second_factor.html", {"left": left, "form": form})


@acting
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List the API tokens of the present membership and make new ones; a key is shown once."""
    require(policy.can_make_token(request.actor))
    form, key = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, key = actions.make_token(actor=request.actor, now=clock.now(), **form.cleaned_data)
            form = TokenForm()
        except RuleBroken as error:
            broken(form, error)
    rows = list(tokens_of(request.actor).order_by("-created_at")[:TOKENS_SHOWN])
    return render(request, "accounts/tokens.html", {"form": form, "key": key, "tokens": rows, "now": clock.now()})


@acting
@require_POST
def revoke_token(request: HttpRequest, pk) -> HttpResponse:
    """Revoke a token at once."""
    actions.revoke_token(actor=request.actor, now=clock.now(), pk=pk)
    messages.success(request, _("The token is revoked. Programs that use it are refused from now on."))
    return redirect("accounts:tokens")
