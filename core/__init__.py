"""core: grammar without models - clock, errors, roles, scope and the wall, policy lookup, list helpers.

States: none. May import: nothing of the project.
"""
