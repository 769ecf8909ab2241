"""The triggers that keep listings to their table, whoever writes: part of the migration of listings."""

from rectification.listing.rules import TRANSITIONS

_ALLOWED = ", ".join(
    f"('{source.value}', '{target.value}')"
    for source, targets in TRANSITIONS.items()
    for target in sorted(targets, key=str)
)
_KEEP_LISTING = f"""
CREATE OR REPLACE FUNCTION rectification_keep_listing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A listing is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'proposed' THEN
            RAISE EXCEPTION 'A listing begins as a proposal' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN ({_ALLOWED}) THEN
        RAISE EXCEPTION 'A listing cannot go from % to %', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.hazard_id, OLD.enterprise_id, OLD.region_code, OLD.body_id, OLD.level)
        IS DISTINCT FROM (NEW.hazard_id, NEW.enterprise_id, NEW.region_code, NEW.body_id, NEW.level)
        OR OLD.document_id IS NOT NULL AND OLD.document_id IS DISTINCT FROM NEW.document_id THEN
        RAISE EXCEPTION 'Hazard, body and notice of a listing stay' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

_KEEP_POST = """
CREATE OR REPLACE FUNCTION rectification_keep_listing_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'What was said in public stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM rectification_listing WHERE id = NEW.listing_id AND status = 'published'
            AND body_id = NEW.body_id AND region_code = NEW.region_code) THEN
            RAISE EXCEPTION 'Only a published listing is public' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.ended_on IS NOT NULL OR (to_jsonb(OLD) - 'ended_on' - 'due_on' - 'outcome' - 'ended_link' - 'end_reason')
        IS DISTINCT FROM (to_jsonb(NEW) - 'ended_on' - 'due_on' - 'outcome' - 'ended_link' - 'end_reason') THEN
        RAISE EXCEPTION 'What was said in public cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

REPLACE = _KEEP_LISTING + _KEEP_POST
"""The functions alone: for a database whose triggers call an earlier table of states."""

CREATE = (
    REPLACE
    + """
CREATE TRIGGER rectification_keep_listing BEFORE INSERT OR UPDATE OR DELETE ON rectification_listing
    FOR EACH ROW EXECUTE FUNCTION rectification_keep_listing();
CREATE TRIGGER rectification_keep_listing_post BEFORE INSERT OR UPDATE OR DELETE ON rectification_listingpost
    FOR EACH ROW EXECUTE FUNCTION rectification_keep_listing_post();
"""
)

DROP = """
DROP TRIGGER rectification_keep_listing_post ON rectification_listingpost;
DROP FUNCTION rectification_keep_listing_post();
DROP TRIGGER rectification_keep_listing ON rectification_listing;
DROP FUNCTION rectification_keep_listing();
"""
