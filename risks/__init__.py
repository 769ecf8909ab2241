"""What may go wrong and what warns of it: the risk ledger, the safety-code colours, alarms from the spot.

States: each family tells its own in its package (`ledger`, `colours`, `alarms`). May import: inspections,
rectification, hazards, checklists, documents, evidence, notifications, accounts, enterprises, audit, regions, core.
"""
