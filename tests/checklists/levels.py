"""The stage of the tests of lists on a base: the nation's list, an own one on it, and how they are published."""

from datetime import date

import pytest
from django.core.management import call_command

from accounts.actor import system_actor
from checklists import actions
from checklists.models import ChecklistVersion
from core import scope
from tests.cast import NOW, acting

TODAY = date(2026, 11, 22)


@pytest.fixture
def reference(db):
    call_command("load_reference", verbosity=0)


def base_version() -> ChecklistVersion:
    return ChecklistVersion.objects.get(checklist__code="FW-DAILY", status="published")


def own_draft(cast, **fields) -> ChecklistVersion:
    """The draft of the enterprise's own list on the nation's daily list."""
    with acting(cast.safety_head) as actor:
        made = actions.create_checklist(
            actor=actor,
            now=NOW,
            base_id=base_version().pk,
            kind="daily",
            name_zh="本企业日检清单",
            name_en="Our daily list",
            **fields,
        )
        return made.versions.get()


def published(cast, version: ChecklistVersion) -> ChecklistVersion:
    with acting(cast.safety_head) as actor:
        actions.submit_version(actor=actor, now=NOW, version_id=version.pk)
    with acting(cast.principal) as actor:
        return actions.publish_version(actor=actor, now=NOW, version_id=version.pk, effective_from=TODAY)


def new_base(cast) -> ChecklistVersion:
    """A later version of the nation's list: its first item reworded, its second dropped, one added."""
    with scope.everything(because="the tests publish for the nation"):
        from_system = system_actor("the tests publish for the nation")
        draft = actions.draft_version(actor=from_system, now=NOW, checklist_id=base_version().checklist_id)
        first, second = draft.items.order_by("position")[:2]
        actions.save_item(actor=from_system, now=NOW, version_id=draft.pk, item_id=first.pk, text_zh="库区大门全天值守")
        actions.remove_item(actor=from_system, now=NOW, version_id=draft.pk, item_id=second.pk)
        actions.save_item(actor=from_system, now=NOW, version_id=draft.pk, text_zh="新增一项", text_en="One more")
        actions.submit_version(actor=from_system, now=NOW, version_id=draft.pk)
        return actions.publish_version(actor=from_system, now=NOW, version_id=draft.pk, effective_from=TODAY)
