"""The text that a draft begins with, in the document's own language; whoever signs may change it. Pure.

Source: workflow section 7 (fields), documents section 3 (body fields), SAWS Order 16 art. 15 (five implementations).
"""

from dataclasses import dataclass
from datetime import date

from rectification.letters.choices import LetterKind


@dataclass(frozen=True)
class Case:
    """What the text speaks of. `earlier` is the number of the letter that had no answer, or a poor one."""

    unit: str
    problems: int
    overdue: int
    majors: int
    earliest: date | None
    today: date
    to_authority: bool = False


@dataclass(frozen=True)
class Proposal:
    """The proposed text; `requests` and `materials` hold one a line."""

    title: str
    reason: str
    basis: str
    requests: str
    materials: str = ""


def propose(kind: str, language: str, case: Case) -> Proposal:
    """Return the text for a kind of letter in `zh` or `en`."""
    return (_chinese if language == "zh" else _english)(kind, case)


def _zh_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _chinese(kind: str, case: Case) -> Proposal:
    whose = f"你单位监管的{case.unit}" if case.to_authority else "你单位"
    majors = f"（其中重大事故隐患{case.majors}项）" if case.majors else ""
    since = f"，最早一项的整改期限为{_zh_day(case.earliest)}" if case.earliest else ""
    state = f"截至{_zh_day(case.today)}，{whose}有{case.problems}项事故隐患{majors}"
    if not case.overdue:
        state += "整改进展滞后。"
    elif case.overdue == case.problems:
        state += f"逾期未整改到位{since}。"
    else:
        state += f"整改进展滞后，其中{case.overdue}项逾期未整改到位{since}。"
    own = (
        [
            "立即督促该单位落实整改责任、措施、资金、时限和预案，并指定专人跟踪督办。",
            "整改完成前督促落实安全防范措施，必要时依法责令停产停业或者停止使用。",
        ]
        if case.to_authority
        else [
            "立即落实整改责任、措施、资金、时限和预案（五落实），明确到人。",
            "整改完成前采取有效的安全防范措施；无法保证安全的，立即停止作业、撤出人员。",
        ]
    )
    if kind == LetterKind.REMINDER:
        return Proposal(
            title=f"关于{case.unit}事故隐患整改工作的提醒敦促函",
            reason=state,
            basis="《中华人民共和国安全生产法》第四十一条",
            requests="\n".join([*own, "查明整改滞后的原因，举一反三排查同类隐患。"]),
        )
    if kind == LetterKind.NOTICE:
        return Proposal(
            title=f"关于限期整改{case.unit}{'逾期' if case.overdue else ''}事故隐患的通知",
            reason=state,
            basis="《中华人民共和国安全生产法》第四十一条第三款、第六十五条",
            requests="\n".join([*own, "建立隐患整改台账，一患一档，逐项整改销号。", "举一反三，全面排查同类隐患。"]),
        )
    return Proposal(
        title=f"关于就{case.unit}事故隐患整改工作进行约谈的通知",
        reason=state,
        basis="《安全生产约谈实施办法（试行）》（安委〔2018〕2号）",
        requests="按时到场，如实说明情况。\n约谈后立即落实议定的整改措施。",
        materials="事故隐患整改情况和未按期完成的原因\n已采取和拟采取的措施、责任人和完成时限\n整改期间的安全防范措施",
    )


def _english(kind: str, case: Case) -> Proposal:
    day = f"{case.today:%Y-%m-%d}"
    whose = f"{case.unit}, which your authority supervises," if case.to_authority else "your unit"
    majors = f" ({case.majors} of them major)" if case.majors else ""
    since = f"; the earliest deadline was {case.earliest:%Y-%m-%d}" if case.earliest else ""
    if case.overdue == case.problems:
        state = f"On {day}, {whose} had {case.problems} accident hazards{majors} past their deadline{since}."
    else:
        state = f"On {day}, the rectification of {case.problems} accident hazards{majors} of {whose} was behind"
        state += f"; {case.overdue} of them past the deadline{since}." if case.overdue else "."
    own = (
        [
            "See to it at once that the unit settles responsibility, measures, funds, time and contingency plan.",
            "Until then see that safety measures are kept; where safety cannot be assured, order work to stop.",
        ]
        if case.to_authority
        else [
            "Settle responsibility, measures, funds, time and contingency plan at once, each with a name.",
            "Keep effective safety measures until then; where safety cannot be assured, stop work and withdraw people.",
        ]
    )
    if kind == LetterKind.REMINDER:
        return Proposal(
            title=f"Reminder and Urging Letter on the Rectification of Hazards at {case.unit}",
            reason=state,
            basis="the Work Safety Law, article 41",
            requests="\n".join([*own, "Find out why it is late, and look for the same hazard elsewhere."]),
        )
    if kind == LetterKind.NOTICE:
        return Proposal(
            title=f"Notice to Rectify {'Overdue ' if case.overdue else ''}Hazards of {case.unit} within a Time Limit",
            reason=state,
            basis="the Work Safety Law, articles 41(3) and 65",
            requests="\n".join(
                [
                    *own,
                    "Keep one file for each problem and write each off when it is gone.",
                    "Look for the same hazards elsewhere.",
                ]
            ),
        )
    return Proposal(
        title=f"Notice of a Talk on the Rectification of Hazards at {case.unit}",
        reason=state,
        basis="the Measures for Work Safety Talks (WSC [2018] No. 2)",
        requests="Attend in time and state the facts.\nCarry out at once what is agreed in the talk.",
        materials=(
            "The state of each hazard and why it is late\nMeasures taken and planned, with names and dates\n"
            "Safety measures until the hazards are gone"
        ),
    )


def still_stopped(language: str, problem: int, number: str) -> str:
    """Return the sentence that ties a letter to the decision that stopped work (Work Safety Law art. 65)."""
    if language == "zh":
        return f"其中第{problem}项问题已作出现场处理措施决定（{number}），未经审查同意，不得恢复生产经营和使用。"
    return f"On problem {problem} work was ordered to stop ({number}); it may not resume without consent."
