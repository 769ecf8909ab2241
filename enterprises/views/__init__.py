"""Pages of the register: the list, one enterprise with what belongs to it, and imports."""
