"""The API's grammar: the four errors as JSON, and the schema's house style."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from drf_spectacular.openapi import AutoSchema
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from core.errors import SafeloopError


class ErrorSerializer(serializers.Serializer):
    """What every refusal looks like: one sentence, and for forms the fields concerned."""

    detail = serializers.CharField()
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


def four_errors(exc: Exception, context: dict) -> Response | None:
    """Turn the four errors (and DRF's own) into JSON and roll the transaction back."""
    if isinstance(exc, SafeloopError):
        set_rollback()
        _abandon(context)
        return Response({"detail": str(exc)}, status=exc.status)
    if isinstance(exc, exceptions.ValidationError):
        _abandon(context)
        fields = exc.detail if isinstance(exc.detail, dict) else {"non_field_errors": exc.detail}
        first = next(iter(fields.values()), [""])
        sentence = first[0] if isinstance(first, list) and first else first
        return Response(
            {"detail": str(sentence), "fields": {key: _sentences(value) for key, value in fields.items()}}, status=422
        )
    if isinstance(exc, Http404 | PermissionDenied | exceptions.APIException):
        _abandon(context)
    return exception_handler(exc, context)


def _sentences(value) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _abandon(context: dict) -> None:
    """Tell the middleware, which owns the transaction, that nothing of this request may stay."""
    request = context.get("request")
    if request is not None:
        getattr(request, "_request", request).abandoned = True


class SafeloopSchema(AutoSchema):
    """Adds the refusals that every endpoint may answer with."""

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        for code in ("400", "401", "403", "404", "409", "415", "422", "405", "406", "429"):
            bodies.setdefault(code, self._get_response_for_code(ErrorSerializer, code))
        return bodies
