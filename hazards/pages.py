"""The one shape of a page on which somebody acts on a hazard: ask the policy, show the form, call the action."""

import uuid
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View

from accounts.decorators import acting
from core import clock
from core.errors import Conflict, NotVisible, RuleBroken
from core.ids import new_id
from core.policy import Decision, require
from evidence.actions import receive_attachment, receive_photo
from evidence.models import Attachment, Photo
from hazards.actions import BulkResult
from hazards.choices import PhotoPurpose
from hazards.models import Hazard
from hazards.selectors import visible_hazard

MOST_AT_ONCE = 200


def keys_of(texts: list[str]) -> list[str]:
    """Return the ids that ticked rows sent; what is none is not visible."""
    try:
        return [str(uuid.UUID(text)) for text in texts]
    except ValueError as error:
        raise NotVisible(_("There is no such hazard, or it is not yours to see.")) from error


def back_of(request: HttpRequest) -> str:
    """Return the list that a bulk act came from, filters and all."""
    back = request.POST.get("back") or request.headers.get("referer", "")
    allowed = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if allowed and urlsplit(back).path == reverse("hazards:list") else reverse("hazards:list")


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the value is a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list:
        """Check each file; none is an empty list unless required."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        check = super().clean
        return [check(each, initial) for each in files]


def photos_field(label, *, required: bool = False, help_text: str = "") -> FilesField:
    """Return a field that opens the camera."""
    widget = ManyFiles({"accept": "image/*", "capture": "environment"})
    return FilesField(label=label, required=required, help_text=help_text, widget=widget)


class VerbForm(forms.Form):
    """A form of one act; `version` is the hazard's as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, actor=None, hazard: Hazard | None = None, **kwargs: Any) -> None:
        """Know who acts on what, so that choices can be narrowed."""
        super().__init__(*args, **kwargs)
        self.actor, self.hazard = actor, hazard
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices and set what is proposed. For subclasses."""

    def values(self) -> dict[str, Any]:
        """Return the cleaned values as keyword arguments of the action."""
        return dict(self.cleaned_data)


class BulkForm(forms.Form):
    """A form of one act on many hazards; nothing to fill in unless a subclass says so."""

    def __init__(self, *args: Any, actor=None, **kwargs: Any) -> None:
        """Know who acts, so that choices can be narrowed."""
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices and set what is proposed. For subclasses."""


class DayInput(forms.DateInput):
    """A date as the browser's own picker takes it."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def words(label, *, rows: int = 3, required: bool = True, **more: Any) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label, required=required, max_length=4000, widget=forms.Textarea({"rows": rows}), **more
    )


def day(label, *, required: bool = True, **more: Any) -> forms.DateField:
    """Return a field for a date."""
    return forms.DateField(label=label, required=required, widget=DayInput, **more)


def take_photos(request: HttpRequest, hazard_enterprise, files: Iterable, purpose: str) -> list[Photo]:
    """Take uploaded pictures in as evidence of the enterprise."""
    return [
        receive_photo(
            actor=request.actor,
            now=clock.now(),
            id=new_id(),
            data=file.read(),
            purpose=purpose,
            enterprise=hazard_enterprise,
        )
        for file in files
    ]


def take_files(request: HttpRequest, hazard_enterprise, files: Iterable) -> list[Attachment]:
    """Take uploaded documents in as evidence of the enterprise."""
    return [
        receive_attachment(
            actor=request.actor,
            now=clock.now(),
            id=new_id(),
            name=file.name,
            data=file.read(),
            enterprise=hazard_enterprise,
        )
        for file in files
    ]


def put_errors(form: forms.Form, error: RuleBroken) -> None:
    """Put what the action refused onto the form: at its fields where it names them, else at the top."""
    placed = False
    for name, sentence in error.fields.items():
        if name in form.fields:
            form.add_error(name, str(sentence))
            placed = True
    if not placed:
        form.add_error(None, str(error))


def try_form(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], object]) -> int:
    """Do what a form says; return 200, or the status with which its page comes back.

    What breaks a rule stands on the form. A conflict stands above the page: the act may not be on it any more.
    """
    if not form.is_valid():
        return 422
    try:
        act(dict(form.cleaned_data))
    except RuleBroken as error:
        put_errors(form, error)
        return 422
    except Conflict as error:
        messages.error(request, str(error))
        return 409
    return 200


@method_decorator(acting, name="dispatch")
class BulkPage(View):
    """A page for one verb on the ticked rows of the list: show what is chosen, then act and say what was not done.

    Subclasses name the form, the words, ask the policy without a hazard, and call the action in `act`.
    """

    http_method_names: ClassVar[list[str]] = ["post"]
    form_class: ClassVar[type[forms.Form]] = BulkForm
    template_name: ClassVar[str] = "hazards/many.html"
    title: ClassVar[Any] = ""
    button: ClassVar[Any] = ""
    note: ClassVar[Any] = ""
    #: What is said when every row was done; `%(n)s` is their number.
    done: ClassVar[Any] = ""

    def permit(self, actor) -> Decision:
        """Return the policy's answer before any row is looked at; each row asks again."""
        raise NotImplementedError

    def act(self, request: HttpRequest, keys: list[str], values: dict[str, Any]) -> BulkResult:
        """Call the action on many."""
        raise NotImplementedError

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the ticked rows with the form, or act on them."""
        require(self.permit(request.actor))
        keys, back = ticked(request), back_of(request)
        if not keys:
            messages.warning(request, _("Tick at least one hazard first."))
            return redirect(back)
        rows = Hazard.objects.filter(pk__in=keys).select_related("enterprise").order_by("number")
        asked = "asked" in request.POST
        form = self.form_class(request.POST if asked else None, actor=request.actor)
        context = {"form": form, "title": self.title, "button": self.button, "note": self.note, "back": back}
        if asked and form.is_valid():
            result = self.act(request, keys, form.cleaned_data)
            if not result.failed:
                messages.success(request, str(self.done) % {"n": len(result.done)})
                return redirect(back)
            return render(request, "hazards/many_done.html", context | {"done": len(result.done)} | not_done(result))
        return render(request, self.template_name, context | {"chosen": rows}, status=422 if asked else 200)


def ticked(request: HttpRequest) -> list[str]:
    """Return the keys of the ticked rows, as many as one act takes."""
    return keys_of(request.POST.getlist("pk")[:MOST_AT_ONCE])


def not_done(result: BulkResult) -> dict[str, Any]:
    """Return the rows that an act on many left undone, as the partial result shows them."""
    rows = Hazard.objects.filter(pk__in=[key for key, _reason in result.failed])
    labels = {str(hazard.pk): hazard.label for hazard in rows}
    return {
        "failed": [
            {
                "label": labels.get(key, key),
                "url": reverse("hazards:dossier", args=[key]) if key in labels else "",
                "reason": reason,
            }
            for key, reason in result.failed
        ]
    }


@method_decorator(acting, name="dispatch")
class ActPage(View):
    """A page for one act on one thing that has a `version`. Subclasses find it, ask the policy, name form and words,
    and call the action in `act`."""

    template_name: ClassVar[str]
    #: What the template calls the thing.
    called: ClassVar[str]
    #: The heading and the button: the verb and the thing.
    title: ClassVar[Any] = ""
    button: ClassVar[Any] = ""
    note: ClassVar[Any] = ""
    done: ClassVar[Any] = ""
    danger: ClassVar[bool] = False

    def find(self) -> Any:
        """Return what the address (`self.kwargs`) names, or raise `NotVisible`."""
        raise NotImplementedError

    def permit(self, actor, thing: Any) -> Decision:
        """Return the policy's answer; the button on the thing's page asks the same."""
        raise NotImplementedError

    def form(self, thing: Any, *sent: Any) -> forms.Form:
        """Return the form with what stands there now, or with what was `sent` (data and files)."""
        raise NotImplementedError

    def act(self, request: HttpRequest, thing: Any, form: Any) -> Any:
        """Call the action with the form's values."""
        raise NotImplementedError

    def after(self, request: HttpRequest, thing: Any, result: Any) -> HttpResponse:
        """Lead back to the thing."""
        raise NotImplementedError

    def shown(self, request: HttpRequest, thing: Any, form: Any) -> dict[str, Any]:
        """Return what else the template shows."""
        return {}

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Show the form, or say who may do this."""
        thing = self.find()
        require(self.permit(request.actor, thing))
        return self._show(request, thing, self.form(thing))

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Do it. What breaks a rule comes back on the form with everything that was typed."""
        thing = self.find()
        require(self.permit(request.actor, thing))
        form = self.form(thing, request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                result = self.act(request, thing, form)
            except RuleBroken as error:
                put_errors(form, error)
            except Conflict as error:
                # What was typed stays; the version is renewed, so that a second press is a decision made knowingly.
                form.add_error(None, str(error))
                form.data = form.data.copy()
                form.data["version"] = thing.version
                status = 409
            else:
                messages.success(request, str(self.done) or _("Done. It is in the ledger."))
                return self.after(request, thing, result)
        return self._show(request, thing, form, status=status)

    def _show(self, request: HttpRequest, thing: Any, form: forms.Form, *, status: int = 200) -> HttpResponse:
        context = {
            self.called: thing,
            "form": form,
            "title": self.title,
            "button": self.button,
            "note": self.note,
            "danger": self.danger,
            "multipart": form.is_multipart(),
        }
        return render(request, self.template_name, context | self.shown(request, thing, form), status=status)


class VerbPage(ActPage):
    """A page for one verb on a hazard."""

    form_class: ClassVar[type[VerbForm]] = VerbForm
    template_name: ClassVar[str] = "hazards/act.html"
    called: ClassVar[str] = "hazard"

    def find(self) -> Hazard:
        """Return the hazard."""
        return visible_hazard(self.kwargs["pk"])

    def form(self, thing: Hazard, *sent: Any) -> VerbForm:
        """Return the form of the verb."""
        proposed = {} if sent else {"initial": {"version": thing.version}}
        return self.form_class(*sent, actor=self.request.actor, hazard=thing, **proposed)

    def after(self, request: HttpRequest, thing: Hazard, result: Any) -> HttpResponse:
        """Lead back to the dossier."""
        return redirect("hazards:dossier", pk=thing.pk)


class ActionPage(VerbPage):
    """A page whose act is one action of its app with the form's values: `can_<verb>` permits, `<action>` does it."""

    #: The app's `policy` and `actions`.
    policies: ClassVar[ModuleType]
    actions: ClassVar[ModuleType]
    verb: ClassVar[str] = ""
    #: The action's name where it differs from the verb.
    action: ClassVar[str] = ""
    #: The field whose pictures are taken in as evidence, and in which role.
    photo_field: ClassVar[str] = ""
    photo_purpose: ClassVar[str] = PhotoPurpose.SCENE

    def permit(self, actor, hazard: Hazard) -> Decision:
        """Ask the verb's policy."""
        return getattr(self.policies, f"can_{self.verb}")(actor, hazard)

    def act(self, request: HttpRequest, hazard: Hazard, form: VerbForm) -> Any:
        """Call the verb's action."""
        values = form.values()
        if self.photo_field:
            files = values[self.photo_field]
            values[self.photo_field] = take_photos(request, hazard.enterprise, files, self.photo_purpose)
        action = getattr(self.actions, self.action or self.verb)
        return action(actor=request.actor, now=clock.now(), hazard_id=hazard.pk, **values)
