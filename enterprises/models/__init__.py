"""The rows of the register, by family."""

from enterprises.models.codes import Code
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

__all__ = ["Code", "Department", "Enterprise", "EnterpriseImport", "Equipment", "Industry", "Move", "Place", "Post"]
