"""Which department answers for which field: numbered tables of a region, what holds where, and what falls between two.

States of a table: draft, in review, published, superseded. May import: accounts, enterprises, audit, regions, core.
"""
