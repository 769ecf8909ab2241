"""Statements of self-inspection: each quarter and year an enterprise owes one, its head signs it, authorities see it.

States of a statement (one column, `choices.StatementStatus`): owed -> signed. Late is computed; signed, it is frozen.
"""
