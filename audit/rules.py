"""The chain's arithmetic, pure, so that an offline verifier can repeat it."""

import hashlib
import json

FIRST = "0" * 64


def canonical(value: object) -> str:
    """Return the one JSON spelling of a value that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_hash(previous_hash: str, content: dict) -> str:
    """Return SHA-256 over the previous hash and the canonical content."""
    return hashlib.sha256(f"{previous_hash}\n{canonical(content)}".encode()).hexdigest()
