"""Listed supervision of major hazards (挂牌督办): proposed, listed, published, and lifted by the body that listed.

States of a listing: proposed -> listed -> published -> applied -> accepted -> delisted -> announced; beside them
refused (a proposal), raised (a higher level took over) and withdrawn (it was a mistake). An application is returned to
published. `rules` has the one table; a trigger of the database keeps to it. While a listing of it is in force no hazard
is closed (`rectification.facts`).
"""
