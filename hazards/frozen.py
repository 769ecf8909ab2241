"""The triggers that keep the ledger as it was written, whoever writes: part of the app's first migration."""

CREATE = """
CREATE FUNCTION hazards_keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger of a hazard is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER hazards_keep_ledger BEFORE UPDATE OR DELETE ON hazards_event
    FOR EACH ROW EXECUTE FUNCTION hazards_keep_ledger();

CREATE FUNCTION hazards_keep_hazard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A hazard is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.status, NEW.grade, NEW.due_on, NEW.episode)
        IS DISTINCT FROM (OLD.status, OLD.grade, OLD.due_on, OLD.episode) AND NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'A hazard changes by one event at a time' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.number, OLD.enterprise_id, OLD.recorded_at, OLD.recorded_by, OLD.description, OLD.source)
        IS DISTINCT FROM
       (NEW.number, NEW.enterprise_id, NEW.recorded_at, NEW.recorded_by, NEW.description, NEW.source) THEN
        RAISE EXCEPTION 'What was recorded of a hazard is not rewritten' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hazards_keep_hazard BEFORE UPDATE OR DELETE ON hazards_hazard
    FOR EACH ROW EXECUTE FUNCTION hazards_keep_hazard();
"""

DROP = """
DROP TRIGGER hazards_keep_hazard ON hazards_hazard;
DROP FUNCTION hazards_keep_hazard();
DROP TRIGGER hazards_keep_ledger ON hazards_event;
DROP FUNCTION hazards_keep_ledger();
"""
