"""Who may open a tip at all, and that its ledger stays as written: part of the app's first migration.

The wall lets a region's rows be read by everybody of its authorities. Of tips only the head and the handlers of tips
may know, and never somebody who has or had a post at the reported unit: the restrictive policies below say so to every
query, count and join. Jobs that declare `scope.everything` pass: the public pages act through them.
"""

ROLES = "safeloop_app, safeloop_by_region, safeloop_by_enterprise"
CHILDREN = ("tipevent", "tipphoto", "identityrequest")

_FUNCTIONS = """
CREATE FUNCTION whistleblowing_handles() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (scope_low() = '' AND scope_high() = '~') OR EXISTS (
        SELECT FROM accounts_membership m
        WHERE m.id = scope_membership() AND m.person_id = scope_person() AND m.status = 'active'
        AND m.tenant_kind = 'authority' AND m.role IN ('head', 'tip_handler'))
$$;
CREATE FUNCTION whistleblowing_own_firms() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT m.enterprise_id FROM accounts_membership m
        WHERE m.person_id = scope_person() AND m.enterprise_id IS NOT NULL)
$$;
"""
_TIP = f"""
CREATE POLICY confided ON whistleblowing_tip AS RESTRICTIVE FOR ALL TO {ROLES} USING (
    (SELECT whistleblowing_handles())
    AND (reported_id IS NULL OR reported_id <> ALL ((SELECT whistleblowing_own_firms())::uuid[])));
"""
_LEDGER = """
CREATE FUNCTION whistleblowing_keep_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'region_code' = to_jsonb(OLD) - 'region_code' THEN
        RETURN NEW;  -- a tip that is handed to another region takes its ledger along
    END IF;
    RAISE EXCEPTION 'The ledger of a tip is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER whistleblowing_keep_event BEFORE UPDATE OR DELETE ON whistleblowing_tipevent
    FOR EACH ROW EXECUTE FUNCTION whistleblowing_keep_event();

CREATE FUNCTION whistleblowing_keep_tip() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A tip is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.status, NEW.due_on, NEW.outcome, NEW.hazard_id)
        IS DISTINCT FROM (OLD.status, OLD.due_on, OLD.outcome, OLD.hazard_id) AND NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'A tip changes by one event at a time' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.number, OLD.text, OLD.kind, OLD.danger, OLD.manner, OLD.unit_text, OLD.where_text, OLD.submitted_at)
        IS DISTINCT FROM
       (NEW.number, NEW.text, NEW.kind, NEW.danger, NEW.manner, NEW.unit_text, NEW.where_text, NEW.submitted_at) THEN
        RAISE EXCEPTION 'What was reported is not rewritten' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER whistleblowing_keep_tip BEFORE UPDATE OR DELETE ON whistleblowing_tip
    FOR EACH ROW EXECUTE FUNCTION whistleblowing_keep_tip();
"""


def _child(table: str) -> str:
    return f"""
CREATE POLICY confided ON whistleblowing_{table} AS RESTRICTIVE FOR ALL TO {ROLES} USING (
    EXISTS (SELECT FROM whistleblowing_tip t WHERE t.id = tip_id));
"""


CREATE = _FUNCTIONS + _TIP + "".join(_child(table) for table in CHILDREN) + _LEDGER
DROP = (
    """
DROP TRIGGER whistleblowing_keep_tip ON whistleblowing_tip;
DROP FUNCTION whistleblowing_keep_tip();
DROP TRIGGER whistleblowing_keep_event ON whistleblowing_tipevent;
DROP FUNCTION whistleblowing_keep_event();
"""
    + "".join(f"DROP POLICY confided ON whistleblowing_{table};\n" for table in (*CHILDREN, "tip"))
    + "DROP FUNCTION whistleblowing_own_firms();\nDROP FUNCTION whistleblowing_handles();\n"
)
