"""The rows of the register, by family."""

from enterprises.models.codes import Code
from enterprises.models.conduct import Accident, DishonestyListing, Licence
from enterprises.models.register import (
    Department,
    Enterprise,
    EnterpriseImport,
    Equipment,
    Industry,
    Move,
    Place,
    Post,
)

__all__ = [
    "Accident",
    "Code",
    "Department",
    "DishonestyListing",
    "Enterprise",
    "EnterpriseImport",
    "Equipment",
    "Industry",
    "Licence",
    "Move",
    "Place",
    "Post",
]
