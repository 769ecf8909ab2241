"""The triggers that keep the duty ledger as it was written: part of the migration that creates it."""

CREATE = """
CREATE FUNCTION checklists_keep_duty_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of the duty ledger is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER checklists_keep_duty_event BEFORE UPDATE OR DELETE ON checklists_dutyevent
    FOR EACH ROW EXECUTE FUNCTION checklists_keep_duty_event();

CREATE FUNCTION checklists_keep_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A duty is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.id, OLD.binding_id, OLD.item_id, OLD.item_key, OLD.frequency, OLD.period, OLD.occasion, OLD.opens_at,
        OLD.due_at, OLD.closes_at, OLD.due_on, OLD.generated_at)
       IS DISTINCT FROM
       (NEW.id, NEW.binding_id, NEW.item_id, NEW.item_key, NEW.frequency, NEW.period, NEW.occasion, NEW.opens_at,
        NEW.due_at, NEW.closes_at, NEW.due_on, NEW.generated_at) THEN
        RAISE EXCEPTION 'What a duty demands is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status <> NEW.status AND NOT (
        OLD.status IN ('open', 'handed_over') OR OLD.status = 'missed' AND NEW.status = 'done_late'
    ) OR OLD.status = NEW.status AND OLD.decided_at IS NOT NULL AND
        (OLD.result, OLD.decided_at, OLD.bearer_id, OLD.bearer_person_id)
        IS DISTINCT FROM (NEW.result, NEW.decided_at, NEW.bearer_id, NEW.bearer_person_id) THEN
        RAISE EXCEPTION 'What is recorded of a duty is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checklists_keep_duty BEFORE UPDATE OR DELETE ON checklists_duty
    FOR EACH ROW EXECUTE FUNCTION checklists_keep_duty();

CREATE FUNCTION checklists_keep_holding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (to_jsonb(OLD) - 'until_on' - 'ended_by' - 'region_code')
            IS DISTINCT FROM (to_jsonb(NEW) - 'until_on' - 'ended_by' - 'region_code') THEN
        RAISE EXCEPTION 'The record of a handover only ever ends' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checklists_keep_holding BEFORE UPDATE OR DELETE ON checklists_holding
    FOR EACH ROW EXECUTE FUNCTION checklists_keep_holding();
"""

DROP = """
DROP TRIGGER checklists_keep_holding ON checklists_holding;
DROP FUNCTION checklists_keep_holding();
DROP TRIGGER checklists_keep_duty ON checklists_duty;
DROP FUNCTION checklists_keep_duty();
DROP TRIGGER checklists_keep_duty_event ON checklists_dutyevent;
DROP FUNCTION checklists_keep_duty_event();
"""
