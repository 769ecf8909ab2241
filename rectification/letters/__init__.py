"""The two notices and one letter (两书一函): drafted by the clock, signed, served, answered, rated, climbing.

States of a letter: draft, issued, served, replied, rated; withdrawn (its number stays used). `rules` is the table of
states, the climb and the dates; `wording` proposes the text; `actions` are the only writers.
"""
