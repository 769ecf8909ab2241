"""The safety code: one revocable label for each enterprise, place, piece of equipment and post.

States of a code: active, replaced, revoked; an active one ends once, and never comes back. May import: audit, regions,
core, and the register beside it.
"""
