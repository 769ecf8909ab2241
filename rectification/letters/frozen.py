"""The trigger that keeps an issued letter's text and addressee, whoever writes: part of the migration of letters."""

KEPT = (
    "kind",
    "level",
    "issuer_id",
    "enterprise_id",
    "addressee_id",
    "region_code",
    "language",
    "title",
    "reason",
    "basis",
    "requests",
    "copies_to",
    "contact",
    "phone",
    "reply_days",
    "talk_at",
    "talk_place",
    "talk_chair",
    "talk_summoned",
    "talk_attendees",
    "talk_materials",
)
"""Columns that never change once a letter has left the draft."""

CREATE = f"""
CREATE FUNCTION rectification_keep_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.document_id IS NULL THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'An issued letter is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.document_id IS NOT NULL AND (OLD.document_id IS DISTINCT FROM NEW.document_id
        OR ({", ".join(f"OLD.{name}" for name in KEPT)}) IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in KEPT)}))
    THEN
        RAISE EXCEPTION 'An issued letter cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rectification_keep_letter BEFORE UPDATE OR DELETE ON rectification_letter
    FOR EACH ROW EXECUTE FUNCTION rectification_keep_letter();
"""

DROP = """
DROP TRIGGER rectification_keep_letter ON rectification_letter;
DROP FUNCTION rectification_keep_letter();
"""
