"""The set-based SQL of a sweep: claim what is due, then say, record and wind on in one statement.

Nothing in it comes from outside but parameters. Recipients are found by post at the moment of saying: active members
only, and only those within whose reach the case lies; where the handler has left the post, the clerks and heads of the
authority are told instead, and where an enterprise has no safety head, its principal. Where none of the posts that a
rung is for is filled, the authority in charge is told instead, and where that has nobody either, the one above it.
"""

#: Whom a rung tells, as bits.
OWNER, UNIT_HEAD, HANDLER, HEAD = 1, 2, 4, 8

#: A batch is a few rows of a large table, mostly in memory: reach them by their keys, never by reading the whole table.
BY_KEYS = "SET LOCAL random_page_cost = 1"

#: A case whose facts have changed is looked at anew first: its rungs wait for that.
CLAIM = """
SELECT w.id, w.region_code, w.kind, w.pace, w.due_on, w.opened_at, w.handled, w.repeats, w.said_on,
       coalesce(w.authority_id, h.authority_id), h.industry_id
FROM rectification_watch w JOIN hazards_hazard h ON h.id = w.hazard_id
WHERE w.attention_at <= %(now)s AND (h.attention_at IS NULL OR h.attention_at > %(now)s)
ORDER BY w.attention_at LIMIT %(most)s
FOR NO KEY UPDATE OF w SKIP LOCKED
"""

_VERDICTS = """
verdict AS (
    SELECT * FROM unnest(
        %(v_no)s::int[], %(v_next)s::timestamptz[], %(v_keys)s::text[], %(v_again)s::int[], %(v_said)s::date[],
        %(v_alarm)s::boolean[], %(v_rung)s::text[], %(v_mask)s::int[], %(v_near)s::text[], %(v_passed)s::text[],
        %(v_calendar)s::text[]
    ) AS v(no, next_at, keys, again, said_on, alarm, rung, mask, near, passed, calendar)
), due AS (
    SELECT w.id, w.region_code, w.enterprise_id, w.hazard_id, w.due_version, w.due_on, w.kind, d.no, v.rung, v.mask,
           w.authority_id AS waits_for,
           CASE WHEN w.due_on < %(today)s THEN v.passed ELSE v.near END AS notice, d.superior, d.regulator, d.above
    FROM unnest(%(ids)s::uuid[], %(nos)s::int[], %(superiors)s::uuid[], %(regulators)s::uuid[], %(above)s::uuid[])
         AS d(id, no, superior, regulator, above)
    JOIN rectification_watch w ON w.id = d.id
    JOIN verdict v ON v.no = d.no
), spoken AS (
    SELECT due.*, h.number, h.description, coalesce(due.waits_for, h.authority_id) AS authority_id,
           CASE WHEN due.waits_for IS NULL THEN h.handler_id END AS handler_id, e.name AS enterprise
    FROM due JOIN hazards_hazard h ON h.id = due.hazard_id JOIN enterprises_enterprise e ON e.id = due.enterprise_id
    WHERE due.rung IS NOT NULL
), handled AS (
    SELECT spoken.id, m.id AS membership_id, m.person_id, m.region_code, m.enterprise_id
    FROM spoken JOIN accounts_membership m ON m.id = spoken.handler_id
    WHERE spoken.mask & 4 > 0 AND m.status = 'active' AND (
        starts_with(spoken.region_code, m.region_code) AND m.tenant_kind = 'authority' OR EXISTS (
            SELECT FROM accounts_assignment a WHERE a.membership_id = m.id AND a.enterprise_id = spoken.enterprise_id
            AND a.starts_at <= %(now)s AND a.ends_at > %(now)s AND a.withdrawn_at IS NULL
        )
    )
), meant AS (
    SELECT * FROM handled
    UNION
    SELECT spoken.id, m.id, m.person_id, m.region_code, m.enterprise_id
    FROM spoken JOIN accounts_membership m ON m.enterprise_id = spoken.enterprise_id AND m.status = 'active'
    WHERE m.tenant_kind = 'enterprise' AND (
        m.role = 'safety_head' AND spoken.mask & 1 > 0 OR m.role = 'principal' AND (
            spoken.mask & 2 > 0 OR spoken.mask & 1 > 0 AND NOT EXISTS (
                SELECT FROM accounts_membership o WHERE o.enterprise_id = spoken.enterprise_id
                AND o.status = 'active' AND o.role = 'safety_head'
            )
        )
    )
    UNION
    SELECT spoken.id, m.id, m.person_id, m.region_code, m.enterprise_id
    FROM spoken JOIN accounts_membership m ON m.authority_id = spoken.authority_id AND m.status = 'active'
    WHERE starts_with(spoken.region_code, m.region_code) AND (
        m.role = 'head' AND spoken.mask & 8 > 0 OR m.role IN ('clerk', 'head') AND spoken.mask & 4 > 0
            AND NOT EXISTS (SELECT FROM handled WHERE handled.id = spoken.id)
    )
    UNION
    SELECT spoken.id, m.id, m.person_id, m.region_code, m.enterprise_id
    FROM spoken JOIN accounts_membership m ON m.authority_id IN (spoken.superior, spoken.regulator)
        AND m.status = 'active' AND m.role IN ('clerk', 'head')
    WHERE starts_with(spoken.region_code, m.region_code)
), unheard AS (
    SELECT spoken.* FROM spoken WHERE NOT EXISTS (SELECT FROM meant WHERE meant.id = spoken.id)
), instead AS (
    SELECT unheard.id, m.id AS membership_id, m.person_id, m.region_code, m.enterprise_id
    FROM unheard JOIN accounts_membership m ON m.authority_id = unheard.authority_id
        AND m.status = 'active' AND m.role IN ('clerk', 'head')
    WHERE starts_with(unheard.region_code, m.region_code)
), addressed AS (
    SELECT * FROM meant
    UNION ALL
    SELECT * FROM instead
    UNION ALL
    SELECT unheard.id, m.id, m.person_id, m.region_code, m.enterprise_id
    FROM unheard JOIN accounts_membership m ON m.authority_id = unheard.above
        AND m.status = 'active' AND m.role IN ('clerk', 'head')
    WHERE starts_with(unheard.region_code, m.region_code)
        AND NOT EXISTS (SELECT FROM instead WHERE instead.id = unheard.id)
)
"""

_TELL = """
, told AS (
    INSERT INTO notifications_notice (
        id, region_code, enterprise_id, person_id, membership_id, kind, values, subject_type, subject_id, created_at,
        key, dispatch_at
    )
    SELECT gen_random_uuid(), a.region_code, a.enterprise_id, a.person_id, a.membership_id, s.notice,
        jsonb_build_object(
            'number', 'H-' || lpad(s.number::text, 7, '0'), 'enterprise', s.enterprise,
            'title', left(s.description, 80), 'due_on', s.due_on
        ),
        'hazards.Hazard', s.hazard_id, %(now)s, 'ladder:' || s.id || ':' || s.due_version || ':' || s.rung, %(now)s
    FROM addressed a JOIN spoken s ON s.id = a.id
    ON CONFLICT (membership_id, key) DO NOTHING
), heard AS (
    SELECT id, count(*) AS people FROM addressed GROUP BY id
)
"""

_RECORD = """
, stepped AS (
    INSERT INTO rectification_step (
        id, region_code, enterprise_id, watch_id, due_version, rung, planned_at, recorded_at, outcome, why, policy_id,
        told
    )
    SELECT gen_random_uuid(), due.region_code, due.enterprise_id, due.id, due.due_version, s.rung, s.planned_at,
        %(now)s,
        CASE WHEN s.outcome = 'sent' AND heard.people IS NULL THEN 'held' ELSE s.outcome END,
        CASE WHEN s.outcome <> 'sent' OR unheard.id IS NULL THEN s.why
             WHEN heard.people IS NULL THEN 'nobody' ELSE 'instead' END,
        s.policy_id, CASE WHEN s.outcome = 'sent' THEN coalesce(heard.people, 0) ELSE 0 END
    FROM due
    JOIN unnest(
        %(s_no)s::int[], %(s_rung)s::text[], %(s_at)s::timestamptz[], %(s_outcome)s::text[], %(s_why)s::text[],
        %(s_policy)s::uuid[]
    ) AS s(no, rung, planned_at, outcome, why, policy_id) ON s.no = due.no
    LEFT JOIN heard ON heard.id = due.id
    LEFT JOIN unheard ON unheard.id = due.id
    ON CONFLICT (watch_id, due_version, rung) DO NOTHING
    RETURNING outcome
), raised AS (
    INSERT INTO rectification_effect (id, region_code, enterprise_id, hazard_id, watch_id, kind, rung, raised_at)
    SELECT gen_random_uuid(), due.region_code, due.enterprise_id, due.hazard_id, due.id, e.kind, due.rung, %(now)s
    FROM due JOIN unnest(%(e_no)s::int[], %(e_kind)s::text[]) AS e(no, kind) ON e.no = due.no
    ON CONFLICT (watch_id, kind) DO NOTHING
), wound AS (
    UPDATE rectification_watch w SET
        attention_at = v.next_at,
        calendar_version = v.calendar,
        handled = w.handled || string_to_array(v.keys, ','),
        repeats = w.repeats + v.again,
        said_on = coalesce(v.said_on, w.said_on),
        alarmed_at = CASE WHEN v.alarm THEN coalesce(w.alarmed_at, %(now)s) ELSE w.alarmed_at END,
        failures = 0
    FROM due JOIN verdict v ON v.no = due.no WHERE w.id = due.id
)
SELECT count(*) FILTER (WHERE outcome = 'sent'), count(*) FILTER (WHERE outcome = 'held'), count(*) FROM stepped
"""

CLIMB = "WITH " + _VERDICTS.strip() + _TELL + _RECORD

PUT_OFF = (
    "UPDATE rectification_watch SET attention_at = %(until)s, failures = least(failures + 1, 32000) "
    "WHERE id = ANY(%(ids)s)"
)

#: Clocks whose next rung was computed by another version of their region's calendar.
FOLLOW_CALENDAR = """
UPDATE rectification_watch w SET attention_at = %(now)s
FROM unnest(%(regions)s::text[], %(versions)s::text[]) AS v(region_code, version)
WHERE w.region_code = v.region_code AND w.ended_at IS NULL AND w.calendar_version NOT IN ('', v.version)
"""
