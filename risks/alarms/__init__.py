"""An alarm from the spot: sent from a code in three taps, told at once to who must come, climbing until somebody does.

States of an alarm: raised, acknowledged, acting, closed. Its disposal is a timeline that is never edited. May import:
inspections, rectification, hazards, evidence, notifications, accounts, enterprises, audit, regions, core.
"""
