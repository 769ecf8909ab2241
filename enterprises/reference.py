"""Loads the industries and the words for competent authorities from `data/`."""

from collections.abc import Callable
from datetime import datetime

from enterprises.models import Department, Industry
from regions.reference import Loaded, read_csv, upsert


def load_departments() -> Loaded:
    """Load the words for competent authorities."""
    rows = [
        Department(code=row["authority_code"], name_zh=row["name_zh"], name_en=row["name_en"])
        for row in read_csv("authorities.csv")
    ]
    return upsert(rows, key=["code"])


def load_industries() -> Loaded:
    """Load key industries, emerging fields and special-risk tags, parents first."""
    rows = [
        Industry(
            code=row["code"],
            group=row["group"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            lead_authority_code=row["lead_authority_code"],
            co_authority_codes=[code for code in row["co_authority_codes"].split(";") if code],
            parent_id=row["parent_code"] or None,
            high_risk=row["high_risk"] == "1",
            source=row["source"],
            certainty=row["certainty"],
        )
        for row in read_csv("industries.csv")
    ]
    rows.sort(key=lambda industry: (industry.parent_id is not None, industry.code))
    return upsert(rows, key=["code"])


def load(*, now: datetime, say: Callable[[object], None]) -> None:
    """Load everything of this app."""
    say(load_departments())
    say(load_industries())
