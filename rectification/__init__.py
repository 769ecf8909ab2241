"""Orders, deadlines, extensions, plans, evidence, verification, stop-work: how a hazard becomes no hazard.

States of an order: in_force; superseded, withdrawn, discharged. Of an extension: requested; granted, refused,
withdrawn. Of stopped work: stopped, resume_asked; resumed. Of a letter: see `letters`; of a listing: see `listing`. The
hazard's own status is advanced by `hazards.actions.advance()`. May import: hazards, checklists, documents, evidence,
notifications, accounts, enterprises, audit, regions, core.
"""
