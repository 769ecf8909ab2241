"""The set-based SQL of duties: wind the clocks, draw up what a period demands, hand over, record misses.

Nothing in it comes from outside but parameters. Who answers for a duty is found on its due day: the substitute who
began last, else the holder of the post or seat, else the member whose seat it is.
"""

#: A clock for each binding that has none: it begins with the day of the binding, never before it was recorded.
WIND_UP = """
INSERT INTO checklists_dutyclock (id, region_code, enterprise_id, binding_id, rhythm, shifts, done_until, attention_at)
SELECT gen_random_uuid(), b.region_code, b.enterprise_id, b.id,
       CASE WHEN b.enterprise_id IS NULL THEN 'working_days' ELSE 'every_day' END, '{}',
       (greatest(b.starts_on, (b.bound_at AT TIME ZONE 'Asia/Shanghai')::date)::timestamp
            AT TIME ZONE 'Asia/Shanghai') - interval '1 second',
       greatest(b.starts_on, (b.bound_at AT TIME ZONE 'Asia/Shanghai')::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
FROM checklists_binding b LEFT JOIN checklists_dutyclock c ON c.binding_id = b.id
WHERE c.id IS NULL AND (b.ends_on IS NULL OR b.ends_on > b.starts_on)
ON CONFLICT (binding_id) DO NOTHING
"""

WIND_UP_ONE = WIND_UP.replace("WHERE c.id IS NULL", "WHERE b.id = %(binding)s AND c.id IS NULL")

CLAIM = """
SELECT c.id, c.region_code, c.rhythm, c.shifts, c.done_until, b.starts_on, b.ends_on, b.bound_at
FROM checklists_dutyclock c JOIN checklists_binding b ON b.id = c.binding_id
WHERE c.attention_at <= %(now)s
ORDER BY c.attention_at LIMIT %(most)s
FOR NO KEY UPDATE OF c SKIP LOCKED
"""

#: A batch is a few rows of large tables, mostly in memory: reach them by their keys.
BY_KEYS = "SET LOCAL random_page_cost = 1"

#: The version of a list is the one in force on the day on which a period opens, whatever was published since.
DRAW_UP = """
WITH period AS (
    SELECT * FROM unnest(
        %(p_no)s::int[], %(p_frequency)s::text[], %(p_key)s::text[], %(p_opens)s::timestamptz[],
        %(p_due)s::timestamptz[], %(p_closes)s::timestamptz[], %(p_opens_on)s::date[], %(p_due_on)s::date[]
    ) AS p(no, frequency, key, opens_at, due_at, closes_at, opens_on, due_on)
), claimed AS (
    SELECT c.id, x.no, b.id AS binding_id, b.checklist_id, coalesce(e.region_code, b.region_code) AS region_code,
        b.enterprise_id
    FROM unnest(%(ids)s::uuid[], %(nos)s::int[]) AS x(id, no)
    JOIN checklists_dutyclock c ON c.id = x.id JOIN checklists_binding b ON b.id = c.binding_id
    LEFT JOIN enterprises_enterprise e ON e.id = b.enterprise_id
), listed AS MATERIALIZED (
    SELECT wanted.checklist_id, wanted.opens_on, v.id AS version_id
    FROM (
        SELECT DISTINCT claimed.checklist_id, period.opens_on FROM claimed JOIN period ON period.no = claimed.no
    ) wanted
    CROSS JOIN LATERAL (
        SELECT id FROM checklists_checklistversion
        WHERE checklist_id = wanted.checklist_id AND status IN ('published', 'superseded')
            AND effective_from <= wanted.opens_on
        ORDER BY effective_from DESC, number DESC LIMIT 1
    ) v
), drawn AS (
    INSERT INTO checklists_duty (
        id, region_code, enterprise_id, binding_id, item_id, item_key, frequency, period, occasion, opens_at, due_at,
        closes_at, due_on, generated_at, status, version, result
    )
    SELECT gen_random_uuid(), c.region_code, c.enterprise_id, c.binding_id, i.id, coalesce(i.stem, i.id), p.frequency,
        p.key, '', p.opens_at, p.due_at, p.closes_at, p.due_on, %(now)s, 'open', 0, ''
    FROM claimed c
    JOIN period p ON p.no = c.no
    JOIN listed l ON l.checklist_id = c.checklist_id AND l.opens_on = p.opens_on
    JOIN checklists_checklistitem i ON i.version_id = l.version_id AND i.frequency = p.frequency
    ON CONFLICT (binding_id, item_key, period) DO NOTHING
    RETURNING 1
), wound AS (
    UPDATE checklists_dutyclock c SET done_until = %(now)s, attention_at = s.next_at
    FROM unnest(%(ids)s::uuid[], %(nos)s::int[]) AS x(id, no)
    JOIN unnest(%(s_no)s::int[], %(s_next)s::timestamptz[]) AS s(no, next_at) ON s.no = x.no
    WHERE c.id = x.id
)
SELECT count(*) FROM drawn
"""

#: Who a membership is, as the ledger keeps it. Needs m (membership), u, e, a; the post's name where it is a post's.
SNAPSHOT = """
jsonb_build_object(
    'person_id', m.person_id, 'person', u.name, 'membership_id', m.id, 'role', m.role, 'tenant_kind', m.tenant_kind,
    'tenant_id', coalesce(m.authority_id, m.enterprise_id), 'tenant', coalesce(a.name_zh, e.name),
    'post', coalesce(p.name, m.post_title), 'certificate_no', m.certificate_no, 'region_code', m.region_code
)
"""

SYSTEM = """
jsonb_build_object('person', 'Safeloop', 'role', 'system', 'tenant_kind', 'system', 'tenant', 'Safeloop', 'post', '')
"""

#: Duties that wait and fall due while somebody stands in are that substitute's. `<which>` narrows them.
HAND_OVER = """
WITH handed AS (
    UPDATE checklists_duty d SET status = 'handed_over', handed_to_id = h.id, version = d.version + 1
    FROM checklists_binding b JOIN checklists_holding h ON h.kind = 'substitute'
        AND (h.post_id = b.post_id OR h.seat_id = b.membership_id)
    WHERE d.binding_id = b.id AND d.status = 'open' AND d.due_on >= h.from_on AND d.due_on < h.until_on AND <which>
    RETURNING d.id, d.region_code, d.enterprise_id, d.version, h.id AS holding_id
)
INSERT INTO checklists_dutyevent (
    id, region_code, enterprise_id, duty_id, number, verb, result, note, photos, at, bearer, actor
)
SELECT gen_random_uuid(), d.region_code, d.enterprise_id, d.id, d.version, 'handed_over', '', h.note, '{}', %(now)s,
    <who>, h.recorded_by
FROM handed d JOIN checklists_holding h ON h.id = d.holding_id
JOIN accounts_membership m ON m.id = h.membership_id JOIN accounts_user u ON u.id = m.person_id
LEFT JOIN enterprises_post p ON p.id = h.post_id
LEFT JOIN enterprises_enterprise e ON e.id = m.enterprise_id LEFT JOIN accounts_authority a ON a.id = m.authority_id
""".replace("<who>", SNAPSHOT)
HAND_OVER_OF_CLOCKS = HAND_OVER.replace(
    "<which>", "b.id IN (SELECT binding_id FROM checklists_dutyclock WHERE id = ANY(%(ids)s::uuid[]))"
)
HAND_OVER_BY_HOLDING = HAND_OVER.replace("<which>", "h.id = %(holding)s")
HAND_OVER_OF_BINDINGS = HAND_OVER.replace("<which>", "b.id = ANY(%(bindings)s::uuid[])")

#: Duties that were handed over by a holding and are due after its (new) end go back to the holder.
TAKE_BACK = """
WITH returned AS (
    UPDATE checklists_duty d SET status = 'open', handed_to_id = NULL, version = d.version + 1
    WHERE d.handed_to_id = %(holding)s AND d.status = 'handed_over' AND d.due_on >= %(until)s
    RETURNING d.id, d.region_code, d.enterprise_id, d.version
)
INSERT INTO checklists_dutyevent (
    id, region_code, enterprise_id, duty_id, number, verb, result, note, photos, at, bearer, actor
)
SELECT gen_random_uuid(), d.region_code, d.enterprise_id, d.id, d.version, 'taken_back', '', '', '{}', %(now)s,
    <who>, %(actor)s
FROM returned d JOIN checklists_holding h ON h.id = %(holding)s
JOIN accounts_membership m ON m.id = h.membership_id JOIN accounts_user u ON u.id = m.person_id
LEFT JOIN enterprises_post p ON p.id = h.post_id
LEFT JOIN enterprises_enterprise e ON e.id = m.enterprise_id LEFT JOIN accounts_authority a ON a.id = m.authority_id
""".replace("<who>", SNAPSHOT)

CLAIM_OUT_OF_TIME = """
SELECT id FROM checklists_duty WHERE status IN ('open', 'handed_over') AND closes_at <= %(now)s
ORDER BY closes_at LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
"""

#: A miss, or, where the list bound the post no more on the due day, that it did not apply. An alarm is due for a miss.
RECORD_MISSES = """
WITH due AS (
    SELECT d.id, d.binding_id, d.due_on, d.region_code, d.enterprise_id, d.version + 1 AS number, d.handed_to_id,
        b.post_id, b.membership_id AS seat_id, b.ends_on IS NOT NULL AND b.ends_on <= d.due_on AS unbound
    FROM checklists_duty d JOIN checklists_binding b ON b.id = d.binding_id WHERE d.id = ANY(%(ids)s::uuid[])
), answering AS MATERIALIZED (
    SELECT due.id, coalesce(
        (SELECT h.membership_id FROM checklists_holding h WHERE h.id = due.handed_to_id),
        (
            SELECT h.membership_id FROM checklists_holding h
            WHERE h.kind = 'holder' AND (h.post_id = due.post_id OR h.seat_id = due.seat_id)
                AND h.from_on <= due.due_on AND (h.until_on IS NULL OR h.until_on > due.due_on)
            ORDER BY h.from_on DESC LIMIT 1
        ),
        due.seat_id
    ) AS membership_id
    FROM due
), settled AS (
    SELECT due.*, m.id AS bearer_id, m.person_id,
        CASE WHEN m.id IS NULL THEN jsonb_build_object(
            'person', coalesce(p.holder_name, ''), 'post', p.name, 'tenant', o.name, 'tenant_kind', 'enterprise',
            'tenant_id', due.enterprise_id, 'region_code', due.region_code
        ) ELSE <who> END AS bearer
    FROM due JOIN answering ON answering.id = due.id
    LEFT JOIN accounts_membership m ON m.id = answering.membership_id
    LEFT JOIN accounts_user u ON u.id = m.person_id
    LEFT JOIN enterprises_post p ON p.id = due.post_id
    LEFT JOIN enterprises_enterprise e ON e.id = m.enterprise_id
    LEFT JOIN enterprises_enterprise o ON o.id = due.enterprise_id
    LEFT JOIN accounts_authority a ON a.id = m.authority_id
), changed AS (
    UPDATE checklists_duty d SET
        status = CASE WHEN s.unbound THEN 'not_applicable' ELSE 'missed' END,
        result = CASE WHEN s.unbound THEN 'not_applicable' ELSE '' END,
        version = s.number, decided_at = %(now)s, bearer_id = s.bearer_id, bearer_person_id = s.person_id,
        alarm_at = CASE WHEN s.unbound THEN NULL ELSE %(now)s::timestamptz END
    FROM settled s WHERE d.id = s.id
), noted AS (
    INSERT INTO checklists_dutyevent (
        id, region_code, enterprise_id, duty_id, number, verb, result, note, photos, at, bearer, actor
    )
    SELECT gen_random_uuid(), s.region_code, s.enterprise_id, s.id, s.number,
        CASE WHEN s.unbound THEN 'not_applicable' ELSE 'missed' END,
        CASE WHEN s.unbound THEN 'not_applicable' ELSE '' END,
        CASE WHEN s.unbound THEN %(unbound)s ELSE '' END, '{}', %(now)s, s.bearer, <clock>
    FROM settled s
    ON CONFLICT (duty_id, number) DO NOTHING
    RETURNING verb
)
SELECT count(*) FILTER (WHERE verb = 'missed'), count(*) FROM noted
""".replace("<who>", SNAPSHOT).replace("<clock>", SYSTEM)
