"""Name-and-shame meetings: called on cases, held with statements and commitments, kept in numbered minutes.

States of a meeting: called -> held (minutes issued) | cancelled. Whether a commitment is open, late, or was kept in
time follows from its dates and is never stored.
"""
