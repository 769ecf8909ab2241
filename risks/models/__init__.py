"""The rows of risks, by family."""
