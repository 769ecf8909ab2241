"""Duties performed, on the record: who had to do what by when, did it, late, or not.

A charge binds a published list to a post of an enterprise or of an authority; holdings say who held the post when. The
clock draws up a duty for each item and period, and records each miss.
States of a duty: open, handed_over, done, done_late, missed, not_applicable. May import: accounts, enterprises, audit,
regions, core and the rest of checklists; it tells people through rows of notifications (see `statements`).
"""
