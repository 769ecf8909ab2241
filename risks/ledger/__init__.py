"""The electronic risk ledger: risk points with raw ratings, computed colours, control measures, site plans, history.

States of a risk point: active, retired; of a measure: in force, withdrawn; of a site plan: active, retired. The level
and its colour are no state: they follow from the raw values by the region's boundaries each time they are read.
"""
