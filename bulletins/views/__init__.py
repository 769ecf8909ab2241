"""Pages of bulletins: official, board, public."""
