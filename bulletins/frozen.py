"""The triggers that keep what was exposed, released and published as it is, whoever writes."""

CONTENT = (
    "authority_id",
    "region_code",
    "period_from",
    "period_to",
    "as_of",
    "title_zh",
    "title_en",
    "addressees",
    "good_zh",
    "good_en",
    "requirements_zh",
    "requirements_en",
    "figures",
    "items",
    "typical",
    "left_out",
)
"""What can be edited until the first of two persons has released it."""

RELEASED = (
    *CONTENT,
    "content",
    "content_sha256",
    "exposed_at",
    "first_released_at",
    "first_released_by_id",
    "first_releaser",
    "released_at",
    "released_by_id",
    "releaser",
)
"""What never changes once a bulletin is published."""


def _same(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


KEPT = {
    "bulletins_exposure": ("withdrawn_at", "withdraw_reason"),
    "bulletins_publication": ("withdrawn_at", "withdraw_reason"),
    "bulletins_statement": (),
    "bulletins_note": (),
}
"""Tables whose rows are never removed, with the columns that may be filled in once."""


def _keep(table: str, once: tuple[str, ...]) -> str:
    allowed = " - ".join(["to_jsonb({row})", *(f"'{name}'" for name in once)])
    again = "OLD.withdrawn_at IS NOT NULL OR " if once else ""
    return f"""
CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'What was said in public stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF {again}{allowed.format(row="OLD")} IS DISTINCT FROM {allowed.format(row="NEW")} THEN
        RAISE EXCEPTION 'What was said in public cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept();
"""


CREATE = f"""
CREATE FUNCTION bulletins_keep_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status = 'draft' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'A bulletin cannot be removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.released_at IS NOT NULL AND (NEW.status NOT IN ('released', 'withdrawn') OR {_same(RELEASED)}) THEN
        RAISE EXCEPTION 'A published bulletin cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'released_first' AND NEW.status = 'released_first' AND {_same((*CONTENT, "content"))} THEN
        RAISE EXCEPTION 'What one person released cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'withdrawn' THEN
        RAISE EXCEPTION 'A withdrawn bulletin cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bulletins_keep_released BEFORE UPDATE OR DELETE ON bulletins_bulletin
    FOR EACH ROW EXECUTE FUNCTION bulletins_keep_released();

CREATE FUNCTION bulletins_two_releases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM bulletins_bulletin b WHERE b.id = NEW.bulletin_id AND b.status = 'released'
        AND b.first_released_by_id <> b.released_by_id AND b.content_sha256 = NEW.content_sha256
    ) THEN
        RAISE EXCEPTION 'Nothing is published before two persons released it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bulletins_two_releases BEFORE INSERT ON bulletins_publication
    FOR EACH ROW EXECUTE FUNCTION bulletins_two_releases();
""" + "".join(_keep(table, once) for table, once in KEPT.items())

DROP = """
DROP TRIGGER bulletins_keep_released ON bulletins_bulletin;
DROP FUNCTION bulletins_keep_released();
DROP TRIGGER bulletins_two_releases ON bulletins_publication;
DROP FUNCTION bulletins_two_releases();
""" + "".join(f"DROP TRIGGER {table}_kept ON {table};\nDROP FUNCTION {table}_kept();\n" for table in KEPT)
