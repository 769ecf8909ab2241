"""enterprises: who is regulated, where, in which industry - places, equipment, posts and the import of a register.

States of an enterprise: active, suspended, closed; of an import: waiting, running, done, failed; of a safety
code (`codes`): active, replaced, revoked; of a licence (`conduct`): held, replaced, ended; of an accident's
investigation: under_investigation, concluded.
May import: audit, regions, core.
"""
