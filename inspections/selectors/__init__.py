"""Reads of visits: one visit with all it holds, the lists, and what a phone takes along."""
