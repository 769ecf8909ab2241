"""The append-only, hash-chained record of security-relevant acts: one chain a tenant.

States: none; an entry is never changed (a trigger of the database refuses it). May import: regions, core.
`rules.py` and `verify.py` need nothing but Python, so that a stranger can check an export.
"""
