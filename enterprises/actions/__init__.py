"""The only writers of the register: enterprises, what belongs to them, and imports."""

from enterprises.actions.belongings import remove_belonging, save_belonging
from enterprises.actions.importing import finish_import, import_step, request_import, start_import
from enterprises.actions.moving import carry_over, propose_move, refuse_move, withdraw_move
from enterprises.actions.registering import register_enterprise, update_enterprise

__all__ = [
    "carry_over",
    "finish_import",
    "import_step",
    "propose_move",
    "refuse_move",
    "register_enterprise",
    "remove_belonging",
    "request_import",
    "save_belonging",
    "start_import",
    "update_enterprise",
    "withdraw_move",
]
