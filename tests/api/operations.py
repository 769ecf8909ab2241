"""The operations of the API's schema, drawn without a database, for Schemathesis and for the tables of the tests."""

import json

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from schemathesis.core.result import Ok


def drawn() -> dict:
    """The schema as /api/schema/ serves it."""
    return json.loads(OpenApiJsonRenderer().render(SchemaGenerator().get_schema(public=True)))


def schema():
    """The schema for Schemathesis, answered by the application in this process (as `from_wsgi` would load it)."""
    loaded = schemathesis.openapi.from_dict(drawn())
    loaded.app = WSGIHandler()
    return loaded


def operations() -> list:
    """Every operation; one that Schemathesis cannot read fails here."""
    results = list(schema().get_all_operations())
    assert all(isinstance(result, Ok) for result in results), [r for r in results if not isinstance(r, Ok)]
    return [result.ok() for result in results]
