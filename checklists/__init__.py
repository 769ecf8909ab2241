"""Versioned checklists and the criteria of major hazards; a published version never changes.

States of a version: draft, published, superseded. May import: accounts, enterprises, audit, regions, core.
"""
