"""Pages of rectification, by family: the verbs on a case, the deadline policies of a region."""
