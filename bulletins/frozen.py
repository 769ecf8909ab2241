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


def _keep(table: str, once: tuple[str, ...], closed: str = "withdrawn_at") -> str:
    """Return the trigger that lets a row be filled in at `once`, until `closed` is."""
    allowed = " - ".join(["to_jsonb({row})", *(f"'{name}'" for name in once)])
    again = f"OLD.{closed} IS NOT NULL OR " if once else ""
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

BATCH = ("authority_id", "region_code", "bulletin_id", "title", "channel", "outlet", "planned_on", "content_sha256")
"""What one person released of a media batch."""

CREATE_MEDIA = f"""
CREATE FUNCTION bulletins_keep_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status = 'draft' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'A media batch cannot be removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'withdrawn' OR OLD.status = 'released' AND (NEW.status NOT IN ('released', 'withdrawn') OR {
    _same((*BATCH, *RELEASED[RELEASED.index("exposed_at") :]))
}) THEN
        RAISE EXCEPTION 'What was given to the media cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'released_first' AND NEW.status IN ('released_first', 'released') AND {_same(BATCH)} THEN
        RAISE EXCEPTION 'What one person released cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bulletins_keep_batch BEFORE UPDATE OR DELETE ON bulletins_mediabatch
    FOR EACH ROW EXECUTE FUNCTION bulletins_keep_batch();

CREATE FUNCTION bulletins_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.rectified_on IS NOT NULL
            OR to_jsonb(OLD) - 'rectified_on' IS DISTINCT FROM to_jsonb(NEW) - 'rectified_on' THEN
            RAISE EXCEPTION 'A case given to the media cannot be changed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM bulletins_mediabatch b WHERE b.id = CASE TG_OP WHEN 'DELETE' THEN OLD.batch_id ELSE NEW.batch_id END
        AND NOT (b.status = 'draft' OR b.status = 'exposed' AND TG_OP = 'DELETE')
    ) THEN
        RAISE EXCEPTION 'The cases of this media batch are settled' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER bulletins_keep_entry BEFORE INSERT OR UPDATE OR DELETE ON bulletins_mediaentry
    FOR EACH ROW EXECUTE FUNCTION bulletins_keep_entry();
"""
"""Two persons release exactly what the first of them read; cases leave a batch before that only."""

DROP_MEDIA = """
DROP TRIGGER bulletins_keep_batch ON bulletins_mediabatch;
DROP FUNCTION bulletins_keep_batch();
DROP TRIGGER bulletins_keep_entry ON bulletins_mediaentry;
DROP FUNCTION bulletins_keep_entry();
"""

PARTS = ("bulletins_meetingcase", "bulletins_speaker", "bulletins_commitment")
DONE = "to_jsonb({row}) - 'done_on' - 'done_note' - 'done_at' - 'done_by' - 'reminded_at' - 'alarmed_at'"

KEEP_PART = f"""
CREATE OR REPLACE FUNCTION bulletins_keep_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'What belongs to a meeting stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'bulletins_commitment' AND to_jsonb(OLD) ->> 'done_on' IS NULL
        AND {DONE.format(row="OLD")} IS NOT DISTINCT FROM {DONE.format(row="NEW")} THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM bulletins_meeting m WHERE m.id = NEW.meeting_id AND m.status <> 'called') THEN
        RAISE EXCEPTION 'The minutes of this meeting are recorded' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

CREATE_MEETINGS = (
    """
CREATE FUNCTION bulletins_keep_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status <> 'called' THEN
        RAISE EXCEPTION 'A meeting with its minutes cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bulletins_keep_meeting BEFORE UPDATE OR DELETE ON bulletins_meeting
    FOR EACH ROW EXECUTE FUNCTION bulletins_keep_meeting();
"""
    + KEEP_PART
    + "".join(
        f"CREATE TRIGGER {table}_kept BEFORE INSERT OR UPDATE OR DELETE ON {table}\n"
        "    FOR EACH ROW EXECUTE FUNCTION bulletins_keep_part();\n"
        for table in PARTS
    )
)
"""What was said and promised stays; that a promise was kept is added once."""

DROP_MEETINGS = (
    "DROP TRIGGER bulletins_keep_meeting ON bulletins_meeting;\nDROP FUNCTION bulletins_keep_meeting();\n"
    + "".join(f"DROP TRIGGER {table}_kept ON {table};\n" for table in PARTS)
    + "DROP FUNCTION bulletins_keep_part();\n"
)

CREATE_MEDIA_POSTS = (
    """
CREATE FUNCTION bulletins_media_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM bulletins_mediabatch b WHERE b.id = NEW.batch_id AND b.status = 'released'
        AND b.authority_id = NEW.authority_id AND b.region_code = NEW.region_code
    ) THEN
        RAISE EXCEPTION 'Nothing is public before two persons released it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bulletins_media_released BEFORE INSERT ON bulletins_mediapost
    FOR EACH ROW EXECUTE FUNCTION bulletins_media_released();
"""
    + _keep("bulletins_mediapost", ("aired_on", "link", "withdrawn_at", "withdraw_reason"))
    + _keep("bulletins_medialine", ("rectified_on",), closed="rectified_on")
)
"""What the public reads of a batch stays as two persons released it."""

ADMIT_MEDIA_POSTS = """
CREATE OR REPLACE FUNCTION bulletins_media_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM bulletins_mediabatch b WHERE b.id = NEW.batch_id
        AND (b.status = 'released' OR b.released_at IS NOT NULL AND b.withdrawn_at = NEW.withdrawn_at)
        AND b.authority_id = NEW.authority_id AND b.region_code = NEW.region_code
    ) THEN
        RAISE EXCEPTION 'Nothing is public before two persons released it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
"""Of what was released and withdrawn since, the public may be told that it was withdrawn, and why."""

CREATE_MEDIA_STATEMENTS = _keep("bulletins_mediastatement", ())
DROP_MEDIA_STATEMENTS = """
DROP TRIGGER bulletins_mediastatement_kept ON bulletins_mediastatement;
DROP FUNCTION bulletins_mediastatement_kept();
"""

DROP_MEDIA_POSTS = """
DROP TRIGGER bulletins_media_released ON bulletins_mediapost;
DROP FUNCTION bulletins_media_released();
""" + "".join(
    f"DROP TRIGGER {table}_kept ON {table};\nDROP FUNCTION {table}_kept();\n"
    for table in ("bulletins_mediapost", "bulletins_medialine")
)
