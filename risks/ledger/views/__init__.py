"""Pages of the risk ledger, by what they show."""
