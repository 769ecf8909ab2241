"""The trigger that keeps issued documents as they are, whoever writes: part of the app's first migration."""

FROZEN = (
    "enterprise_id",
    "kind",
    "language",
    "issuer_id",
    "year",
    "number",
    "printed_number",
    "snapshot",
    "snapshot_sha256",
    "template_version",
    "signed_by",
    "issued_at",
    "code",
    "supersedes_id",
)
"""Columns that never change once a document has left the draft."""

CREATE = f"""
CREATE FUNCTION documents_keep_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An issued document cannot be removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'draft' OR ({", ".join(f"OLD.{name}" for name in FROZEN)})
        IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in FROZEN)}) THEN
        RAISE EXCEPTION 'An issued document cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.pdf_sha256 <> '' AND OLD.pdf_sha256 <> NEW.pdf_sha256 THEN
        RAISE EXCEPTION 'The file of an issued document cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_keep_issued BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_keep_issued();

CREATE FUNCTION documents_count_upwards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.next_number <= OLD.next_number THEN
        RAISE EXCEPTION 'A number that was given stays used' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_count_upwards BEFORE UPDATE OR DELETE ON documents_series
    FOR EACH ROW EXECUTE FUNCTION documents_count_upwards();
"""
"""A counter only goes up; number, data and hash of an issued document stay; the file, once made, stays too."""

DROP = """
DROP TRIGGER documents_count_upwards ON documents_series;
DROP FUNCTION documents_count_upwards();
DROP TRIGGER documents_keep_issued ON documents_document;
DROP FUNCTION documents_keep_issued();
"""

KEEP_SIGNED = """
CREATE FUNCTION documents_keep_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_sha256 <> '' AND (OLD.signed_sha256, OLD.signed_pdf, OLD.certificate_id, OLD.signed_at)
        IS DISTINCT FROM (NEW.signed_sha256, NEW.signed_pdf, NEW.certificate_id, NEW.signed_at) THEN
        RAISE EXCEPTION 'The signed file of a document cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.opened_at IS NOT NULL AND OLD.opened_at IS DISTINCT FROM NEW.opened_at THEN
        RAISE EXCEPTION 'When a document was first opened cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_keep_signed BEFORE UPDATE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_keep_signed();
"""
"""The signed file, once made, stays; so does the moment of the first opening."""

LET_SIGNED_GO = """
DROP TRIGGER documents_keep_signed ON documents_document;
DROP FUNCTION documents_keep_signed();
"""
