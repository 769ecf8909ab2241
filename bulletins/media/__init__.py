"""Cases given to television, a WeChat account, a newspaper or a website, with the due process of bulletins.

States of a batch are a bulletin's: draft -> exposed (those named are told and heard) -> released_first -> released by a
second person; then the day it was shown and its link are recorded. A case is marked rectified by the clock.
"""
