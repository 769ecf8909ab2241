"""The append-only, hash-chained record of security-relevant acts. No states. May import: regions, core."""
