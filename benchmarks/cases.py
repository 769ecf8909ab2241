"""Open cases in any number, by set-based SQL: orders served on enterprises whose posts are filled, in one province."""

from benchmarks.database import insert, key

PROVINCE = "51"
#: Kinds of keys (benchmarks.database.key) that the other benchmarks do not use.
AUTHORITY, ENTERPRISE, HAZARD, ORDER, USER, MEMBER = 11, 12, 15, 16, 13, 14
#: One case in seventeen is major.
GRADE = "CASE WHEN h.n % 17 = 0 THEN 'major' ELSE 'general' END"
#: The plain posts of an authority and of an enterprise, each with its own person.
AUTHORITY_POSTS = ("head", "clerk")
ENTERPRISE_POSTS = ("safety_head", "principal")


def fill_cases(cursor, cases: int, *, due: str, found: str, attention: str = "NULL", grade: str = GRADE) -> None:
    """Fill `cases` open cases under served orders. `due`, `found` (dates) and `attention` are SQL over the number h.n.

    Every county, city and the province has a bureau with a head and a clerk; every enterprise both its leaders. Runs
    with triggers off, as the superuser.
    """
    enterprises = max(20, cases // 10)
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET synchronous_commit = off")
    cursor.execute(
        "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY code) - 1 AS n, code FROM regions_region "
        f"WHERE length(code) IN (2, 4, 6) AND left(code, 2) = '{PROVINCE}'"
    )
    cursor.execute(
        "CREATE TEMP TABLE county AS SELECT row_number() OVER () - 1 AS n, place.n AS p, code FROM place "
        "WHERE length(code) = 6"
    )
    cursor.execute("SELECT count(*) FROM county")
    counties = cursor.fetchone()[0]
    insert(
        cursor,
        "accounts_authority",
        "place",
        id=key(AUTHORITY, "n"),
        region_code="code",
        region_id="code",
        kind="'bureau'",
        department_code="'YJ'",
        name_zh="'应急管理局 ' || code",
        name_en="'Emergency Management Bureau ' || code",
        document_code="'应急' || code",
    )
    insert(
        cursor,
        "enterprises_enterprise",
        f"generate_series(0, {enterprises - 1}) AS e(n) JOIN county ON county.n = e.n % {counties}",
        id=key(ENTERPRISE, "e.n"),
        name="'企业' || lpad(e.n::text, 7, '0') || '有限公司'",
        credit_code="'91' || lpad(e.n::text, 16, '0')",
        region_code="county.code",
        region_id="county.code",
        industry_id="(ARRAY['K01','K02','K03','K04','IT-5','IT-4','K11'])[1 + e.n % 7]",
        status="'active'",
        version="1",
    )
    for number, role in enumerate(AUTHORITY_POSTS):
        _people(cursor, "place", number, role, "authority", key(AUTHORITY, "n"), "code")
    rows = f"(SELECT e.n, county.code FROM generate_series(0, {enterprises - 1}) AS e(n) "
    rows += f"JOIN county ON county.n = e.n % {counties}) firm"
    for number, role in enumerate(ENTERPRISE_POSTS, len(AUTHORITY_POSTS)):
        _people(cursor, rows, number, role, "enterprise", key(ENTERPRISE, "n"), "code")
    cursor.execute(
        f"CREATE TEMP TABLE open_case AS SELECT h.n, h.n % {enterprises} AS e, county.code, county.p, "
        f"({due})::date AS due, ({found})::date AS found FROM generate_series(0, {cases - 1}) AS h(n) "
        f"JOIN county ON county.n = (h.n % {enterprises}) % {counties}"
    )
    insert(
        cursor,
        "hazards_hazard",
        "open_case h",
        id=key(HAZARD, "h.n"),
        led_by="'authority'",
        number="h.n + 1",
        enterprise_id=key(ENTERPRISE, "h.e"),
        authority_id=key(AUTHORITY, "h.p"),
        industry_id="(ARRAY['K01','K02','K03','K04','IT-5','IT-4','K11'])[1 + h.e % 7]",
        region_code="h.code",
        description="'仓库角落货物堆放过高,通道被占 ' || h.n",
        source="'visit'",
        grade=grade,
        status="'rectifying'",
        version="4",
        episode="1",
        found_on="h.found",
        recorded_at="h.found + time '02:00'",
        updated_at="h.found + time '02:00'",
        due_on="h.due",
        attention_at=attention,
    )
    insert(
        cursor,
        "rectification_order",
        "open_case h",
        id=key(ORDER, "h.n"),
        hazard_id=key(HAZARD, "h.n"),
        enterprise_id=key(ENTERPRISE, "h.e"),
        authority_id=key(AUTHORITY, "h.p"),
        region_code="h.code",
        status="'in_force'",
        episode="1",
        issued_at="h.found + time '02:10'",
        served_at="h.found + time '02:20'",
    )
    insert(
        cursor,
        "rectification_deadline",
        "open_case h",
        id=key(ORDER + 1, "h.n"),
        order_id=key(ORDER, "h.n"),
        enterprise_id=key(ENTERPRISE, "h.e"),
        region_code="h.code",
        version="1",
        unit="'calendar_days'",
        amount="20",
        start_on="h.found",
        start_fact="'service'",
        due_on="h.due",
        trace="'[]'::jsonb",
        calendar_version="'bench'",
        issued_at="h.found + time '02:10'",
    )
    cursor.execute("SET session_replication_role = DEFAULT")


def _people(cursor, rows: str, number: int, role: str, kind: str, tenant: str, region: str) -> None:
    insert(
        cursor,
        "accounts_user",
        rows,
        id=key(USER * 10 + number, "n"),
        username=f"'{role}.{kind}.' || n",
        name=f"'{role} ' || n",
        language="'zh-hans'",
        is_active="true",
        password="'!'",
    )
    insert(
        cursor,
        "accounts_membership",
        rows,
        id=key(MEMBER * 10 + number, "n"),
        person_id=key(USER * 10 + number, "n"),
        tenant_kind=f"'{kind}'",
        role=f"'{role}'",
        status="'active'",
        region_code=region,
        **{f"{kind}_id": tenant},
    )
