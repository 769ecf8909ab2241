"""The demonstration: two provinces, invented enterprises and people, built through the same actions as real work."""
