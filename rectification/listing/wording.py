"""What the notices begin with, in the document's own language. Pure."""

from rectification.listing.choices import Ground

_GROUNDS = {
    "zh": {
        Ground.LONG: "该隐患难以在30日内整改完成。",
        Ground.STOPPED: "该隐患需要停产停业或者停止使用方能整改。",
        Ground.OVERDUE: "该隐患逾期未整改到位。",
        Ground.CROSSING: "该隐患涉及多个单位或者区域。",
        Ground.HIGHER: "该隐患由上级检查发现。",
        Ground.RAISED: "该隐患在下一级挂牌督办期间逾期未整改到位。",
        Ground.OTHER: "",
    },
    "en": {
        Ground.LONG: "It cannot be rectified within 30 days.",
        Ground.STOPPED: "Work or use has to be suspended to rectify it.",
        Ground.OVERDUE: "It was not rectified by its deadline.",
        Ground.CROSSING: "It concerns several units or regions.",
        Ground.HIGHER: "It was found by a higher level.",
        Ground.RAISED: "It stayed overdue under the listed supervision of the level below.",
        Ground.OTHER: "",
    },
}


def ground(language: str, which: str) -> str:
    """Return the sentence that says why it is listed."""
    return _GROUNDS[language][Ground(which)]


def requirements(language: str) -> list[str]:
    """Return the proposed requirements (SAWS Order 16 arts 15 and 16; workflow section 5)."""
    if language == "zh":
        return [
            "督促隐患单位落实整改责任、措施、资金、时限和预案，并派专人跟踪督办。",
            "整改完成前落实安全防范措施；无法保证安全的，责令撤出人员、停产停业或者停止使用。",
            "每月25日前报送整改进展情况，重大情况随时报告。",
            "将隐患和整改情况向从业人员通报。",
        ]
    return [
        "See to it that the unit settles responsibility, measures, funds, time and contingency plan; name who follows.",
        "Keep safety measures until it is done; where safety cannot be assured, withdraw people and stop work.",
        "Report the progress by the 25th of each month, and anything serious at once.",
        "Tell the workers about the hazard and its rectification.",
    ]


def listing_title(language: str, unit: str) -> str:
    """Return the title of the listing notice."""
    if language == "zh":
        return f"关于对{unit}重大事故隐患挂牌督办的通知"
    return f"Notice of Listed Supervision of a Major Hazard at {unit}"


def delisting_title(language: str, unit: str) -> str:
    """Return the title of the notice that lifts a listing."""
    if language == "zh":
        return f"关于解除{unit}重大事故隐患挂牌督办的通知"
    return f"Notice Lifting the Listed Supervision of a Major Hazard at {unit}"
