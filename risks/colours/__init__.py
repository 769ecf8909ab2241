"""The colour of an enterprise's safety code: worst rule wins, each row of its history with its reasons, and appeals.

A colour is history, not a state: the row without an end is the present one. States of an appeal: filed, upheld,
dismissed. May import: inspections, rectification, hazards, notifications, accounts, enterprises, audit, regions, core
and the risk ledger beside it.
"""
