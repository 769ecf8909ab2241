"""Tips from the public: reported without a name, decided in time, verified, told; the reporter's identity stays sealed.

States of a tip: submitted, accepted, not accepted, transferred, verifying, confirmed, confirmed in part, unfounded,
cannot be verified, result told, closed. A request to read an identity is asked, approved, refused or read.
May import: inspections, rectification, hazards, checklists, documents, evidence, notifications, accounts, enterprises,
audit, regions, core. What follows a tip (rewards) begins at "result told".
"""
