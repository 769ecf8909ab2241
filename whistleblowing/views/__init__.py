"""Pages of tips: the public's, and those of who handles them."""
