"""Visits: who went where with which list, what was answered, found, signed, and the papers that follow from it.

States of a visit (one column, `choices.VisitStatus`): planned -> under_way -> finished; planned -> cancelled;
under_way -> cancelled while nothing is signed. A finished visit never changes.
May import: rectification, hazards, checklists, documents, evidence, notifications, accounts, enterprises, audit,
regions, core.
"""
