"""The API's grammar: the four errors as JSON, and the schema's house style."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from core.errors import SafeloopError, is_race

#: Redoc fills an empty style element (the hash of nothing) through the CSSOM; the other is its loading sign.
REDOC_STYLES = [
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
]
SENTENCE = re.compile(r"(.+?[.?!])(?:\s|$)", re.DOTALL)


class ErrorSerializer(serializers.Serializer):
    """What every refusal looks like: one sentence, and for forms the fields concerned."""

    detail = serializers.CharField(help_text="One sentence: what happened, what was kept, what to do")
    fields = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Sentences by field; an entry of a list is named like `officers.0.name`",
    )


# --- What goes out when something is refused --------------------------------------------------------------------------


def four_errors(exc: Exception, context: dict) -> Response | None:
    """Turn the four errors (and DRF's own) into JSON and roll the transaction back."""
    if isinstance(exc, SafeloopError):
        _abandon(context)
        fields = {"fields": {name: [str(sentence)] for name, sentence in exc.fields.items()}} if exc.fields else {}
        return Response({"detail": str(exc)} | fields, status=exc.status)
    if isinstance(exc, exceptions.ValidationError):
        _abandon(context)
        fields: dict[str, list[str]] = {}
        for name, sentence in _sentences(exc.detail):
            fields.setdefault(name, []).append(sentence)
        first, sentences = next(iter(fields.items()), ("non_field_errors", [""]))
        named = "" if first == "non_field_errors" else f"{first}: "
        return Response({"detail": named + sentences[0], "fields": fields}, status=422)
    if isinstance(exc, IntegrityError) and is_race(exc):
        _abandon(context)
        return Response({"detail": _("The same was being saved at this moment. Nothing was lost: send it again.")}, 409)
    if isinstance(exc, SuspiciousOperation):
        _abandon(context)
        return Response({"detail": _("The request is too large or malformed. Nothing was saved.")}, 400)
    if isinstance(exc, Http404 | PermissionDenied | exceptions.APIException):
        _abandon(context)
    return exception_handler(exc, context)


def _sentences(detail: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield (field, sentence), fields of fields joined by dots."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            inner = name if key == "non_field_errors" and name else f"{name}.{key}".lstrip(".")
            yield from _sentences(value, inner)
    elif isinstance(detail, list | tuple):
        for number, value in enumerate(detail):
            yield from _sentences(value, f"{name}.{number}".lstrip(".") if isinstance(value, dict | list) else name)
    else:
        yield name or "non_field_errors", str(detail)


def _abandon(context: dict) -> None:
    """Tell the middleware, which owns the transaction, that nothing of this request may stay."""
    set_rollback()
    request = context.get("request")
    if request is not None:
        getattr(request, "_request", request).abandoned = True


@csrf_exempt
def nothing_here(request: HttpRequest) -> JsonResponse:
    """Answer an address under /api/ that leads nowhere in the API's own words."""
    return JsonResponse({"detail": _("There is nothing at this address.")}, status=404)


# --- The schema -------------------------------------------------------------------------------------------------------


class SafeloopSchema(AutoSchema):
    """Names every operation after its app and docstring, and adds the refusals that every endpoint may answer with."""

    #: Component names that several apps use; theirs begin with the app's.
    ambiguous = frozenset({"Reason", "Photo", "Service", "Version"})
    refusals = ("400", "401", "403", "404", "405", "406", "409", "415", "422", "429")

    def get_tags(self) -> list[str]:
        """Return the app."""
        return [type(self.view).__module__.partition(".")[0]]

    def get_summary(self) -> str:
        """Return the first sentence of the verb's docstring; for inherited verbs, of the view's."""
        name = getattr(self.view, "action", self.method.lower())
        own, whole = get_doc(getattr(self.view, name, None)), get_doc(type(self.view))
        inherited = {"list": "List: ", "retrieve": "Read one: "}.get(name, "")
        text = own or inherited + whole[:1].lower() + whole[1:]
        found = SENTENCE.match(text) if own else None
        return (found[1] if found else text).rstrip(".").replace("\n", " ")

    def get_serializer_name(self, serializer, direction) -> str:
        """Return a name that no other app's serializer has."""
        name = super().get_serializer_name(serializer, direction).removesuffix("Serializer")
        app = type(serializer).__module__.partition(".")[0]
        return app.capitalize() + name if name in self.ambiguous else name

    def _map_serializer_field(self, field, direction, bypass_extensions=False):
        if isinstance(field, serializers.ChoiceField) and field.read_only:
            # DRF forgets, for fields that are only read, that the column may be empty.
            model = getattr(getattr(field.parent, "Meta", None), "model", None)
            column = next((each for each in model._meta.fields if each.name == field.source), None) if model else None
            field.allow_blank = field.allow_blank or bool(column and column.blank)
        return super()._map_serializer_field(field, direction, bypass_extensions)

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        for code in self.refusals:
            bodies.setdefault(code, self._get_response_for_code(ErrorSerializer, code, ["application/json"]))
        return bodies
