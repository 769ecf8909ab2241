"""Celery behind the wall: a task without a scope refuses, and a task leaves no tenant behind for the next (trap 10)."""

import pytest
from celery import shared_task
from django.db import DatabaseError, connection, transaction

from config.celery import app
from core import scope
from core.scope import Scope
from core.tasks import ScopedTask, scoped_task
from enterprises.models import Enterprise
from tests.cast import build_cast
from tests.wall.test_rows import UNSET


@scoped_task(because="the tests count enterprises of all tenants")
def count_enterprises() -> int:
    return Enterprise.objects.count()


@scoped_task(because="the tests fail inside a task")
def fail() -> None:
    Enterprise.objects.count()
    raise ValueError("broken")


@shared_task(base=ScopedTask)
def careless() -> int:
    return Enterprise.objects.count()


@shared_task
def plain() -> int:
    return Enterprise.objects.count()


def declared() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('safeloop.region_low', true)")
        return cursor.fetchone()[0] or ""


@pytest.mark.django_db(transaction=True)
def test_a_task_without_a_scope_refuses_to_run():
    build_cast()
    with pytest.raises(RuntimeError, match="declares no scope"):
        careless.delay()
    with pytest.raises(DatabaseError, match=UNSET):
        plain.delay()


@pytest.mark.django_db(transaction=True)
def test_no_task_finds_the_tenant_of_the_one_before():
    cast = build_cast()
    # Eager tasks in another test's threads can leave Celery's process-wide "would block" flag set; nothing blocks here.
    assert count_enterprises.delay().get(disable_sync_subtasks=False) == 4
    assert declared() == ""
    with pytest.raises(DatabaseError, match=UNSET):
        plain.delay()
    with scope.enter(Scope.of_region("34")):
        assert Enterprise.objects.count() == 1
    assert declared() == ""
    with pytest.raises(ValueError, match="broken"):
        fail.delay()
    assert declared() == ""
    with pytest.raises(DatabaseError, match=UNSET):
        plain.delay()
    assert cast.enterprise.name


@pytest.mark.django_db(transaction=True)
def test_a_failed_block_gives_back_the_outer_scope():
    build_cast()
    with scope.enter(Scope.of_region("34")):
        with pytest.raises(ValueError, match="inner"), scope.everything(because="test"):
            raise ValueError("inner")
        assert Enterprise.objects.count() == 1
        with pytest.raises(RuntimeError), transaction.atomic(), scope.enter(Scope.of_region("51")):
            assert Enterprise.objects.count() == 3
            raise RuntimeError
        assert declared() == "34"
    assert declared() == ""


def registered_tasks() -> list:
    app.loader.import_default_modules()
    return [task for name, task in app.tasks.items() if not name.startswith(("celery.", "tests."))]


def test_every_task_of_the_project_declares_its_scope():
    for task in registered_tasks():
        assert isinstance(task, ScopedTask), task.name
        assert task.because, task.name
