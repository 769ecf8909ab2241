"""The triggers that keep what is published, and the words of a locked base, whoever writes: part of a migration."""

CREATE = """
CREATE OR REPLACE FUNCTION checklist_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.status = 'draft' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.status = 'draft' THEN
            RETURN NEW;
        END IF;
        IF OLD.status = 'in_review' AND NEW.status IN ('draft', 'published')
           AND NEW.revision = OLD.revision THEN
            RETURN NEW;
        END IF;
        IF OLD.status = 'published' AND NEW.status = 'superseded'
           AND (to_jsonb(NEW) - 'status') = (to_jsonb(OLD) - 'status') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what is in review is only returned or published, and what is published never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION checklist_item_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
BEGIN
    IF NOT EXISTS (SELECT FROM checklists_checklistversion WHERE id = version AND status = 'draft')
       OR (TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id) THEN
        RAISE EXCEPTION 'the items of a published checklist version never change'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.base_item_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM checklists_checklistitem base
        WHERE base.id = NEW.base_item_id
          AND (base.text_zh, base.text_en, base.basis_zh, base.basis_en, base.method, base.default_grade)
            = (NEW.text_zh, NEW.text_en, NEW.basis_zh, NEW.basis_en, NEW.method, NEW.default_grade)
          AND base.criterion_id IS NOT DISTINCT FROM NEW.criterion_id
          AND NEW.photo_required >= base.photo_required AND NEW.critical >= base.critical
          AND (base.default_days IS NULL OR NEW.default_days <= base.default_days)
    ) THEN
        RAISE EXCEPTION 'the words of a base are locked, and a lower level never loosens them'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER field_table_frozen BEFORE UPDATE OR DELETE ON checklists_fieldtable
    FOR EACH ROW EXECUTE FUNCTION checklist_version_frozen();

CREATE FUNCTION field_duty_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_table uuid := CASE WHEN TG_OP = 'INSERT' THEN NEW.table_id ELSE OLD.table_id END;
BEGIN
    IF NOT EXISTS (SELECT FROM checklists_fieldtable WHERE id = of_table AND status = 'draft')
       OR (TG_OP = 'UPDATE' AND NEW.table_id <> OLD.table_id) THEN
        RAISE EXCEPTION 'a published table of fields never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER field_duty_frozen BEFORE INSERT OR UPDATE OR DELETE ON checklists_fieldduty
    FOR EACH ROW EXECUTE FUNCTION field_duty_frozen();
"""

DROP = """
DROP TRIGGER field_duty_frozen ON checklists_fieldduty;
DROP FUNCTION field_duty_frozen();
DROP TRIGGER field_table_frozen ON checklists_fieldtable;
"""

#: What an enterprise that moves to another region does to its own lists: nothing but their region changes.
_MOVED = """TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> 'enterprise_id' IS NOT NULL
        AND (to_jsonb(NEW) - 'region_code') = (to_jsonb(OLD) - 'region_code')"""
_AS_BEFORE = CREATE.split("CREATE TRIGGER field_table_frozen", maxsplit=1)[0]
LET_LISTS_MOVE = _AS_BEFORE.replace("BEGIN\n", f"BEGIN\n    IF {_MOVED} THEN\n        RETURN NEW;\n    END IF;\n")
KEEP_LISTS_AS_BEFORE = _AS_BEFORE
"""The same triggers, but that an enterprise's own list goes along into another region word for word."""
