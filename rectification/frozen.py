"""The triggers that keep frozen deadlines as they were issued: part of the app's first migration."""

CREATE = """
CREATE FUNCTION rectification_keep_deadline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An issued deadline is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.superseded_at IS NOT NULL
        OR (to_jsonb(OLD) - 'superseded_at') IS DISTINCT FROM (to_jsonb(NEW) - 'superseded_at') THEN
        RAISE EXCEPTION 'An issued deadline is only ever superseded' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rectification_keep_deadline BEFORE UPDATE OR DELETE ON rectification_deadline
    FOR EACH ROW EXECUTE FUNCTION rectification_keep_deadline();
"""

DROP = """
DROP TRIGGER rectification_keep_deadline ON rectification_deadline;
DROP FUNCTION rectification_keep_deadline();
"""
