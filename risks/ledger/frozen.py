"""The triggers that keep the risk ledger as it was written, whoever writes: part of the app's first migration."""

CREATE = """
CREATE FUNCTION risks_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The risk ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER risks_keep_entry BEFORE UPDATE OR DELETE ON risks_entry
    FOR EACH ROW EXECUTE FUNCTION risks_keep_entry();

CREATE FUNCTION risks_keep_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A risk point is retired, never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.number, OLD.enterprise_id, OLD.added_at) IS DISTINCT FROM (NEW.number, NEW.enterprise_id, NEW.added_at) THEN
        RAISE EXCEPTION 'Number and enterprise of a risk point never change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.method, NEW.likelihood, NEW.exposure, NEW.consequence, NEW.direct_red, NEW.status)
        IS DISTINCT FROM (OLD.method, OLD.likelihood, OLD.exposure, OLD.consequence, OLD.direct_red, OLD.status)
        AND NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'A risk point changes by one entry at a time' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER risks_keep_point BEFORE UPDATE OR DELETE ON risks_riskpoint
    FOR EACH ROW EXECUTE FUNCTION risks_keep_point();

CREATE FUNCTION risks_keep_measure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A measure is withdrawn, never removed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER risks_keep_measure BEFORE DELETE ON risks_measure
    FOR EACH ROW EXECUTE FUNCTION risks_keep_measure();
"""
"""Entries stay; a point and its measures are never removed, and no rating changes without its entry."""

DROP = """
DROP TRIGGER risks_keep_measure ON risks_measure;
DROP FUNCTION risks_keep_measure();
DROP TRIGGER risks_keep_point ON risks_riskpoint;
DROP FUNCTION risks_keep_point();
DROP TRIGGER risks_keep_entry ON risks_entry;
DROP FUNCTION risks_keep_entry();
"""
