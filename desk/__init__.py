"""Composed screens that read everything and own nothing: my work, the hazard dossier, boards.

States: none. May import: every app below.
"""
