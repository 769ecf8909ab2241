"""Foreign keys obey the arrows of the layers, the user model excepted; and nothing points back by a hidden name."""

from django.apps import apps
from django.conf import settings

from tests.architecture.house import HEIGHT


def our_models():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in HEIGHT]


def relations(model):
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field for field in fields if field.is_relation and field.related_model is not None]


def test_there_are_models():
    assert len(our_models()) > 10


def test_relations_point_down_or_stay_at_home():
    wrong = []
    for model in our_models():
        here = model._meta.app_label
        for field in relations(model):
            there = field.related_model._meta
            if there.label == settings.AUTH_USER_MODEL or there.app_label == here or there.app_label not in HEIGHT:
                continue
            if HEIGHT[there.app_label] >= HEIGHT[here]:
                wrong.append(f"{model._meta.label}.{field.name} -> {there.label}")
    assert wrong == []


def test_outside_the_house_only_the_framework_is_pointed_at():
    """A foreign key to a package's table would tie our migrations to its migrations."""
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in relations(model)
        if field.related_model._meta.app_label not in HEIGHT
        and field.related_model._meta.app_label not in ("auth", "contenttypes")
    ]
    assert wrong == []


def test_no_generic_relation():
    """A generic relation has no arrow and no constraint."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.private_fields
        if type(field).__name__.startswith("Generic")
    ]
    assert wrong == []
