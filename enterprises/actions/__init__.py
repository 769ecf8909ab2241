"""The only writers of the register: enterprises, what belongs to them, and imports."""

from enterprises.actions.belongings import remove_belonging, save_belonging
from enterprises.actions.importing import finish_import, import_step, request_import, start_import
from enterprises.actions.registering import register_enterprise, update_enterprise

__all__ = [
    "finish_import",
    "import_step",
    "register_enterprise",
    "remove_belonging",
    "request_import",
    "save_belonging",
    "start_import",
    "update_enterprise",
]
