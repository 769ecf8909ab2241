"""Naming and shaming with due process: exposures on the region's boards at once, public bulletins by two persons.

States of a bulletin: draft -> exposed -> released_first -> released; a second person may send it back to exposed, and
any of them may be withdrawn. Expiry follows from the date and is never stored. An exposure, a statement, a publication
and a note never change; only a publication's and an exposure's withdrawal is added to them. `media` gives cases to
television, accounts and papers by the same states; `meetings` calls those named to reflect. Nobody signed in or not
reads more of a bulletin than its `Publication`, which the database admits after two releases only.
May import: inspections, rectification, hazards, checklists, documents, evidence, notifications, accounts, enterprises,
audit, regions, core.
"""
