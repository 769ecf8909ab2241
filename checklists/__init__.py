"""Versioned checklists of three levels, who answers for which field, and the criteria of major hazards.

States of a version, and of a table of fields: draft, in review, published, superseded; what is published never changes.
May import: accounts, enterprises, audit, regions, core.
"""
