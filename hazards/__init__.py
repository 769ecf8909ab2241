"""The hazard, its lifecycle table, its ledger.

States: recorded, confirmed, ordered, served, rectifying, submitted, under_review, closed; rejected, transferred.
Only `actions.advance()` writes the status; overdue is computed. May import: checklists, documents, evidence,
notifications, accounts, enterprises, audit, regions, core.
"""
