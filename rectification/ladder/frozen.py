"""The triggers that keep the ladder's ledger and its published versions as they were, whoever writes."""

CREATE = """
CREATE FUNCTION rectification_keep_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A step of the ladder is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rectification_keep_step BEFORE UPDATE OR DELETE ON rectification_step
    FOR EACH ROW EXECUTE FUNCTION rectification_keep_step();

CREATE FUNCTION rectification_keep_ladder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE'
        OR (to_jsonb(OLD) - 'status' - 'superseded_at') IS DISTINCT FROM (to_jsonb(NEW) - 'status' - 'superseded_at')
        OR NEW.status = 'draft' THEN
        RAISE EXCEPTION 'A published ladder never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rectification_keep_ladder BEFORE UPDATE OR DELETE ON rectification_ladderpolicy
    FOR EACH ROW EXECUTE FUNCTION rectification_keep_ladder();

CREATE FUNCTION rectification_keep_rung() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_policy uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.policy_id ELSE NEW.policy_id END;
BEGIN
    IF EXISTS (SELECT FROM rectification_ladderpolicy WHERE id = of_policy AND status <> 'draft') THEN
        RAISE EXCEPTION 'A published ladder never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER rectification_keep_rung BEFORE INSERT OR UPDATE OR DELETE ON rectification_rung
    FOR EACH ROW EXECUTE FUNCTION rectification_keep_rung();
CREATE TRIGGER rectification_keep_term BEFORE INSERT OR UPDATE OR DELETE ON rectification_term
    FOR EACH ROW EXECUTE FUNCTION rectification_keep_rung();
"""

DROP = """
DROP TRIGGER rectification_keep_term ON rectification_term;
DROP TRIGGER rectification_keep_rung ON rectification_rung;
DROP FUNCTION rectification_keep_rung();
DROP TRIGGER rectification_keep_ladder ON rectification_ladderpolicy;
DROP FUNCTION rectification_keep_ladder();
DROP TRIGGER rectification_keep_step ON rectification_step;
DROP FUNCTION rectification_keep_step();
"""
