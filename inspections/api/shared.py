"""What the endpoints of visits share: the key in the address, the valid content, the team."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as drf
from rest_framework.request import Request

from core.errors import NotVisible
from inspections import actions

KEY = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="Made by the client (UUID)")


def key_of(pk: str) -> uuid.UUID:
    """Return the UUID in an address, or raise `NotVisible`."""
    try:
        return uuid.UUID(pk)
    except ValueError as error:
        raise NotVisible(_("There is nothing under this address.")) from error


def checked(kind: type[drf.Serializer], request: Request) -> dict[str, Any]:
    """Return the valid content of a request, only what was sent."""
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def members(rows: list[dict]) -> list[actions.Member]:
    """Return the team as the actions take it."""
    return [actions.Member(**row) for row in rows]
