"""What authorities hold on record of an enterprise: licences, listings as seriously dishonest, accidents.

States of a licence: held, replaced, ended; of an accident's investigation: under_investigation, concluded. Whether a
licence has expired or a listing is over follows from its dates and is never stored. The colours of safety codes rest on
these. May import: audit, regions, core, and the register beside it.
"""
