"""People, authorities, agencies, memberships, sign-in, and the `Actor`.

States: a membership is active or ended; an invitation is open, accepted, withdrawn or (computed) expired.
May import: enterprises, audit, regions, core.
"""
