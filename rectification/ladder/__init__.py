"""The ladder: a clock for every party that a case waits for, and the rungs that follow each deadline.

States of a watch: open, ended (with its reason). Of a step: sent, skipped, void, held. Of a ladder policy: draft,
published, superseded. `rules` is the arithmetic, `waits` opens and ends watches, `sweep` climbs.
"""
