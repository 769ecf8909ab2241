"""Importing 45,000 enterprises from a sheet, against reading the sheet and copying its rows without any check."""

import io
import os
import time
import uuid

import django

from benchmarks.database import ensure, environment, superuser

ROWS = 45_000


def run(*, rows: int = ROWS) -> list[dict]:
    """Import the same sheet twice (new, then unchanged) and measure the bare limit in the same run."""
    name = ensure(10_000)
    os.environ.update(environment(name) | {"CELERY_ALWAYS_EAGER": "1"})
    django.setup()
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages
    from openpyxl import load_workbook
    from stdnum.cn import uscc

    from accounts.actor import become
    from accounts.models import User
    from core import clock, scope
    from core.tables import to_excel
    from enterprises.actions import request_import
    from enterprises.models import EnterpriseImport
    from enterprises.sheets import COLUMNS
    from enterprises.tasks import import_enterprises

    marker = uuid.uuid4().int % 900 + 100

    def code(number: int) -> str:
        body = f"91510525MA{marker}{number:04X}"[:17].ljust(17, "0")
        return body + uscc.calc_check_digit(body)

    values = {"region": "510525", "industry": "K04", "address": "1 Road", "principal_name": "张三", "employees": 12}
    sheet = to_excel(
        [column.heading for column in COLUMNS],
        (
            [
                values.get(
                    c.field,
                    f"导入企业{marker}-{n}" if c.field == "name" else code(n) if c.field == "credit_code" else "",
                )
                for c in COLUMNS
            ]
            for n in range(rows)
        ),
    )
    begun = time.perf_counter()
    found = [
        list(row) for row in load_workbook(io.BytesIO(sheet), read_only=True).worksheets[0].iter_rows(values_only=True)
    ]
    with superuser(name) as cursor:
        cursor.execute("CREATE TEMP TABLE bare_import (LIKE enterprises_enterprise INCLUDING INDEXES)")
        lines = io.StringIO()
        for row in found[1:]:
            lines.write(f"{uuid.uuid4()}\t{row[0]}\t{row[1]}\t510525\n")
        lines.seek(0)
        cursor.execute(
            "ALTER TABLE bare_import "
            + ", ".join(f'ALTER "{column}" DROP NOT NULL' for column in _required(cursor) if column not in ("id",))
        )
        cursor.copy_expert("COPY bare_import (id, name, credit_code, region_code) FROM STDIN", lines)
    bare = time.perf_counter() - begun
    result = []
    for title in ("new", "unchanged"):
        file = storages["exports"].save(f"bench/{marker}-{title}.xlsx", ContentFile(sheet))
        now = clock.now()
        user = User.objects.get(username="bench.province")
        with scope.enter(scope.Scope(person=user.pk)):
            actor = become(person=user, membership_id="00000000-0000-7000-8004-000000000000", now=now)
        with scope.enter(actor.scope):
            row = request_import(actor=actor, now=now, file=file, file_name="bench.xlsx")
        begun = time.perf_counter()
        import_enterprises.apply(args=[str(row.pk)], throw=True)
        taken = time.perf_counter() - begun
        with scope.enter(actor.scope):
            row = EnterpriseImport.objects.get(pk=row.pk)
        if (row.created if title == "new" else row.unchanged) != rows:
            raise SystemExit(
                f"The import answered {row.state}: {row.created} new, {row.unchanged} unchanged, {row.refused} refused."
            )
        result.append(
            {
                "benchmark": f"import of {rows:,} enterprises, {title}",
                "ratio": round(taken / bare, 2),
                "limit": 4,
                "against": "reading the sheet and COPY, nothing checked",
                "p50_ms": round(taken * 1000),
            }
        )
    return result


def _required(cursor) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'enterprises_enterprise' "
        "AND table_schema = 'public' AND is_nullable = 'NO'"
    )
    return [name for (name,) in cursor.fetchall()]
