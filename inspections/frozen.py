"""The trigger that lets no visit finish without those whom its kind needs, whoever writes: part of a migration."""

CREATE = """
CREATE FUNCTION inspections_team_of_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind IS DISTINCT FROM OLD.kind THEN
        RAISE EXCEPTION 'A visit keeps its kind' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status <> 'finished' OR OLD.status = 'finished' THEN
        RETURN NEW;
    END IF;
    IF NEW.kind = 'official' AND (
        SELECT count(DISTINCT upper(btrim(o.certificate_no))) FROM inspections_visitofficer o
        WHERE o.visit_id = NEW.id AND o.capacity = 'officer' AND btrim(o.certificate_no) <> ''
    ) < 2 THEN
        RAISE EXCEPTION 'An official visit needs two officers with certificates' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'self' AND (
        NOT EXISTS (
            SELECT FROM inspections_visitofficer o JOIN accounts_membership m ON m.id = o.membership_id
            WHERE o.visit_id = NEW.id AND o.capacity = 'checker' AND m.enterprise_id = NEW.enterprise_id
        ) OR EXISTS (
            SELECT FROM inspections_visitofficer o WHERE o.visit_id = NEW.id AND o.capacity <> 'checker'
        )
    ) THEN
        RAISE EXCEPTION 'A round is done by people of the enterprise only' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inspections_team_of_kind BEFORE UPDATE ON inspections_visit
    FOR EACH ROW EXECUTE FUNCTION inspections_team_of_kind();
"""

DROP = """
DROP TRIGGER inspections_team_of_kind ON inspections_visit;
DROP FUNCTION inspections_team_of_kind();
"""

CREATE_STATEMENT = """
CREATE FUNCTION inspections_keep_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A statement is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'signed' AND (to_jsonb(NEW) - 'region_code') IS DISTINCT FROM (to_jsonb(OLD) - 'region_code') THEN
        RAISE EXCEPTION 'A signed statement never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inspections_keep_statement BEFORE UPDATE OR DELETE ON inspections_statement
    FOR EACH ROW EXECUTE FUNCTION inspections_keep_statement();
"""

DROP_STATEMENT = """
DROP TRIGGER inspections_keep_statement ON inspections_statement;
DROP FUNCTION inspections_keep_statement();
"""

LET_STATEMENT_KEEP = """
CREATE OR REPLACE FUNCTION inspections_keep_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A statement is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'signed' AND (to_jsonb(NEW) - 'region_code' - 'kept')
        IS DISTINCT FROM (to_jsonb(OLD) - 'region_code' - 'kept') THEN
        RAISE EXCEPTION 'A signed statement never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
"""A signed statement may keep what its enterprise was when that moved to another region."""

KEEP_STATEMENT_AS_BEFORE = CREATE_STATEMENT.split("CREATE TRIGGER", maxsplit=1)[0].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
