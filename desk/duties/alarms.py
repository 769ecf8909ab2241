"""Alarms: the superiors of whoever missed a duty are told once, and the ledger keeps how many were.

The superior of a worker is the safety head, of the safety head the principal, of the principal the head of the region's
authority; of an officer the head of the authority, of a head the head of the same department further up. Where a
rung is empty, the next one is told.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from core import scope

BECAUSE = "A miss is told to superiors whom nobody else sees."
AT_ONCE = 2_000

_CLAIM = """
SELECT id FROM checklists_duty WHERE alarm_at <= %(now)s ORDER BY alarm_at LIMIT %(most)s
FOR NO KEY UPDATE SKIP LOCKED
"""

_TELL = """
WITH missed AS (
    SELECT d.binding_id, d.bearer_id, d.due_on, d.enterprise_id, d.region_code, b.membership_id AS seat_id, b.post_id,
        count(*) AS count, min(d.id::text)::uuid AS subject_id, min(i.text_zh) AS title, max(d.period) AS period,
        array_agg(d.id) AS ids
    FROM checklists_duty d JOIN checklists_binding b ON b.id = d.binding_id
    JOIN checklists_checklistitem i ON i.id = d.item_id
    WHERE d.id = ANY(%(ids)s::uuid[])
    GROUP BY d.binding_id, d.bearer_id, d.due_on, d.enterprise_id, d.region_code, b.membership_id, b.post_id
), spoken AS (
    SELECT missed.*, coalesce(u.name, p.holder_name, '') AS person, coalesce(p.name, s.post_title, '') AS post,
        m.role, coalesce(s.authority_id, m.authority_id) AS authority_id, a.department_code, e.industry_id
    FROM missed
    LEFT JOIN accounts_membership m ON m.id = missed.bearer_id
    LEFT JOIN accounts_user u ON u.id = m.person_id
    LEFT JOIN accounts_membership s ON s.id = missed.seat_id
    LEFT JOIN accounts_authority a ON a.id = coalesce(s.authority_id, m.authority_id)
    LEFT JOIN enterprises_post p ON p.id = missed.post_id
    LEFT JOIN enterprises_enterprise e ON e.id = missed.enterprise_id
), above AS (
    SELECT s.subject_id, s.binding_id, s.due_on, o.id AS membership_id,
        CASE o.role WHEN 'safety_head' THEN 1 ELSE 2 END AS rung
    FROM spoken s JOIN accounts_membership o ON o.enterprise_id = s.enterprise_id AND o.status = 'active'
    WHERE o.id IS DISTINCT FROM s.bearer_id AND (
        o.role = 'principal' AND s.role IS DISTINCT FROM 'principal'
        OR o.role = 'safety_head' AND s.role IS DISTINCT FROM 'principal' AND s.role IS DISTINCT FROM 'safety_head'
    )
    UNION
    SELECT s.subject_id, s.binding_id, s.due_on, o.id, 20 - length(a.region_code)
    FROM spoken s JOIN accounts_authority a ON starts_with(s.region_code, a.region_code)
        AND (NOT EXISTS (SELECT FROM accounts_authority_industries i WHERE i.authority_id = a.id)
            OR EXISTS (
                SELECT FROM accounts_authority_industries i
                WHERE i.authority_id = a.id AND i.industry_id = s.industry_id
            ))
    JOIN accounts_membership o ON o.authority_id = a.id AND o.status = 'active' AND o.role = 'head'
    WHERE s.enterprise_id IS NOT NULL
    UNION
    SELECT s.subject_id, s.binding_id, s.due_on, o.id,
        CASE WHEN a.id = s.authority_id THEN 1 ELSE 20 - length(a.region_code) END
    FROM spoken s JOIN accounts_authority a ON starts_with(s.region_code, a.region_code)
        AND (a.id = s.authority_id OR a.department_code = s.department_code AND a.region_code <> s.region_code)
    JOIN accounts_membership o ON o.authority_id = a.id AND o.status = 'active' AND o.role = 'head'
    WHERE s.enterprise_id IS NULL AND o.id IS DISTINCT FROM s.bearer_id
        AND NOT (a.id = s.authority_id AND s.role IS NOT DISTINCT FROM 'head')
), nearest AS (
    SELECT * FROM (
        SELECT above.*, rank() OVER (PARTITION BY subject_id ORDER BY rung) AS place FROM above
    ) ranked WHERE place = 1
), told AS (
    INSERT INTO notifications_notice (
        id, region_code, enterprise_id, person_id, membership_id, kind, values, subject_type, subject_id, created_at,
        key, dispatch_at
    )
    SELECT gen_random_uuid(), m.region_code, m.enterprise_id, m.person_id, m.id, 'duty_missed',
        jsonb_build_object(
            'person', s.person, 'post', s.post, 'count', s.count::text, 'title', left(s.title, 80), 'due_on', s.due_on
        ),
        'checklists.Duty', s.subject_id, %(now)s, 'duty:' || s.binding_id || ':' || s.due_on || ':' || s.period, %(now)s
    FROM nearest n JOIN spoken s ON s.subject_id = n.subject_id JOIN accounts_membership m ON m.id = n.membership_id
    ON CONFLICT (membership_id, key) DO NOTHING
), quieted AS (
    UPDATE checklists_duty d SET alarm_at = NULL, version = d.version + 1 WHERE d.id = ANY(%(ids)s::uuid[])
    RETURNING d.id, d.version, d.region_code, d.enterprise_id
)
INSERT INTO checklists_dutyevent (
    id, region_code, enterprise_id, duty_id, number, verb, result, note, photos, at, bearer, actor, told
)
SELECT gen_random_uuid(), q.region_code, q.enterprise_id, q.id, q.version, 'alarmed', '', '', '{}', %(now)s, '{}',
    '{"person": "Safeloop", "role": "system", "tenant_kind": "system", "tenant": "Safeloop"}',
    (SELECT count(*) FROM nearest n JOIN missed ON missed.subject_id = n.subject_id WHERE q.id = ANY(missed.ids))
FROM quieted q
"""


def tell_superiors(*, now: datetime, go_on: Callable[[], bool] = lambda: True, most: int = AT_ONCE) -> int:
    """Raise the alarm of each recorded miss, in batches of their own transactions; return how many duties were told."""
    total = 0
    while go_on():
        with scope.everything(because=BECAUSE), connection.cursor() as cursor:
            cursor.execute(_CLAIM, {"now": now, "most": most})
            ids = [key for (key,) in cursor.fetchall()]
            if not ids:
                break
            cursor.execute(_TELL, {"now": now, "ids": ids})
            total += len(ids)
    return total
