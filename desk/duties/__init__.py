"""My duties on the phone, a duty with its photos, alarms of misses, and extracts of the ledger as documents.

Composes checklists with evidence, notifications and documents, which stand beside each other. Owns nothing.
"""
