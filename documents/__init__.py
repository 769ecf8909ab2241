"""Official documents: numbered without gaps, frozen as data, rendered to PDF/A, served and verifiable by anyone.

States of a document (one column, `choices.Status`): draft -> issued -> served -> replied; the last three -> revoked.
States of its PDF (one column, `choices.RenderState`): waiting -> rendered | failed; failed -> waiting by a retry.

May import: accounts, enterprises, audit, regions, core. Never evidence (it stands beside): callers hand over pictures
as `data:` addresses inside the snapshot and `rules.freeze()` takes them out.
"""
