"""What the worker does for the register: importing a sheet in the importer's own scope."""

import uuid
from io import BytesIO

from celery import Task, shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import translation

from core import clock, scope
from core.errors import Conflict, SafeloopError
from core.tables import from_excel, to_excel
from core.tasks import ScopedTask
from enterprises.actions import finish_import, import_step, start_import
from enterprises.actions.importing import STEP, Importer, importer_of
from enterprises.models import EnterpriseImport
from enterprises.selectors import vocabulary_for
from enterprises.sheets import REASON, read_headings, repeated_codes


class SteppedTask(ScopedTask):
    """A task in several transactions, so that its progress shows: it enters a scope for each step by itself.

    The wall still holds: a query of a walled table between two steps raises.
    """

    abstract = True

    def __call__(self, *args, **kwargs):
        """Run without a transaction of its own."""
        return Task.__call__(self, *args, **kwargs)


@shared_task(base=SteppedTask, because="Finds whose import it is; every row is written in the importer's own scope")
def import_enterprises(import_id: str) -> None:
    """Import one sheet, a step at a time. Safe to repeat: it continues where the last step ended."""
    key = uuid.UUID(import_id)
    with scope.everything(because=import_enterprises.because):
        row = EnterpriseImport.objects.select_related("requested_by").get(pk=key)
    importer = importer_of(row)
    with translation.override(row.requested_by.language):
        try:
            _import(row, importer)
        except Conflict:
            return
        except SafeloopError as error:
            with scope.enter(importer.scope):
                finish_import(importer=importer, now=clock.now(), import_id=key, failure=str(error))


def _import(row: EnterpriseImport, importer: Importer) -> None:
    with storages["exports"].open(row.file) as file:
        lines = from_excel(BytesIO(file.read()))
        heading = next(lines, (1, []))[1]
        places = read_headings(heading)
        rows = [(number, cells) for number, cells in lines if any(cells)]
    twice = repeated_codes(rows, places)
    with scope.enter(importer.scope):
        words = vocabulary_for(importer)
        done = start_import(importer=importer, import_id=row.pk, total=len(rows))
    while done < len(rows):
        with scope.enter(importer.scope):
            done = import_step(
                importer=importer,
                now=clock.now(),
                import_id=row.pk,
                begin=done,
                rows=rows[done : done + STEP],
                places=places,
                words=words,
                twice=twice,
            )
    with scope.enter(importer.scope):
        refusals = dict(EnterpriseImport.objects.values_list("refusals", flat=True).get(pk=row.pk))
    refused_file = _store_refused(row, heading, rows, refusals) if refusals else ""
    with scope.enter(importer.scope):
        finish_import(importer=importer, now=clock.now(), import_id=row.pk, refused_file=refused_file)


def _store_refused(
    row: EnterpriseImport, heading: list[str], rows: list[tuple[int, list[str]]], refusals: dict[int, str]
) -> str:
    """Store the refused rows as they came, with the reason in the last column; a second import of it reads them."""
    width = max(len(cells) for cells in (heading, *(cells for _number, cells in rows)))
    head = [text or "" for text in heading] + [""] * (width - len(heading))
    if REASON.is_called(head[-1]):
        head, width = head[:-1], width - 1
    lines = [[*(cells + [""] * width)[:width], refusals[number]] for number, cells in rows if number in refusals]
    content = to_excel([*head, REASON.heading], lines)
    return storages["exports"].save(f"imports/{row.pk}-refused.xlsx", ContentFile(content))
