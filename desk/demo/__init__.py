"""The demonstration: two provinces with invented enterprises and people, built through the same actions as real work."""
