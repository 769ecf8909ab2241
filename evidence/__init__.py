"""Photos and files as evidence: a sealed original, a clean copy without metadata, hash, time and place.

States: a photo or attachment is kept or not there; while its bytes arrive in pieces, upload pieces stand for it.
May import: accounts, enterprises, audit, regions, core.
"""
