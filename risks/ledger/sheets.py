"""The Excel sheet of risk points: our columns, the headings of enterprises' own sheets, and what a row says.

An enterprise brings the sheet it has: headings are recognised by the usual words of the field in Chinese and English;
columns that are not recognised are named and left out. A row is recognised by its number, or by name and place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from risks.ledger import rules
from risks.ledger.choices import AccidentKind, Control, Level, MeasureKind, Method

MOST_ROWS = 1000
#: How far down the row of headings may stand: sheets begin with a title.
HEAD_WITHIN = 10

COLUMNS: Mapping[str, object] = MappingProxyType(
    {
        "number": gettext_lazy("Point number"),
        "name": gettext_lazy("Risk point"),
        "place": gettext_lazy("Place"),
        "equipment": gettext_lazy("Equipment"),
        "description": gettext_lazy("Description"),
        "accidents": gettext_lazy("Possible accidents"),
        "people": gettext_lazy("People exposed"),
        "method": gettext_lazy("Rating method"),
        "likelihood": gettext_lazy("L"),
        "exposure": gettext_lazy("E"),
        "consequence": gettext_lazy("C or S"),
        "level": gettext_lazy("Level"),
        "engineering": gettext_lazy("Engineering measures"),
        "management": gettext_lazy("Management measures"),
        "training": gettext_lazy("Training measures"),
        "ppe": gettext_lazy("Personal protection"),
        "emergency": gettext_lazy("Emergency measures"),
        "owner": gettext_lazy("Responsible post"),
        "control": gettext_lazy("Control level"),
    }
)
"""The columns of our own sheet, in order; an export can be corrected and imported again."""

KNOWN: Mapping[str, str] = MappingProxyType(
    {
        heading: key
        for key, headings in {
            "number": ("number", "no.", "no", "id", "编号", "序号", "风险点编号"),
            "name": (
                "riskpoint", "name", "风险点", "风险点名称", "名称", "作业活动", "设备设施", "风险单元",
                "风险点（作业活动/设备设施）",
            ),
            "place": ("place", "location", "spot", "部位", "场所", "位置", "所在部位", "区域", "所在场所"),
            "equipment": ("equipment", "设备", "设备名称"),
            "description": ("description", "hazard", "风险描述", "危险源", "危险因素", "描述", "危险有害因素"),
            "accidents": (
                "possibleaccidents", "accidents", "事故类型", "可能的事故类型", "可能导致的事故类型",
                "可能发生的事故类型", "易发生的事故类型",
            ),
            "people": ("peopleexposed", "people", "暴露人数", "涉及人数", "人数", "暴露人员数量"),
            "method": ("method", "评价方法", "评估方法", "方法"),
            "likelihood": ("l", "likelihood", "可能性", "可能性l", "l值", "事故发生的可能性l"),
            "exposure": ("e", "exposure", "暴露频率", "频繁程度", "频繁程度e", "e值", "暴露频繁程度e"),
            "consequence": (
                "c", "s", "cors", "consequence", "severity", "后果", "后果c", "严重性", "严重性s", "c值", "s值", "c或s",
                "后果严重性c", "后果严重程度",
            ),
            "level": ("level", "colour", "color", "risklevel", "风险等级", "等级", "风险级别", "管控等级"),
            "engineering": ("engineeringmeasures", "engineering", "工程技术措施", "工程措施", "技术措施"),
            "management": ("managementmeasures", "management", "管理措施", "控制措施", "管控措施", "measures"),
            "training": ("trainingmeasures", "training", "培训教育措施", "培训措施", "教育培训措施"),
            "ppe": ("personalprotection", "ppe", "个体防护措施", "个体防护", "个人防护措施"),
            "emergency": ("emergencymeasures", "emergency", "应急处置措施", "应急措施"),
            "owner": (
                "responsiblepost", "owner", "post", "责任人", "责任岗位", "责任部门", "责任单位", "管控责任人",
                "负责人",
            ),
            "control": ("controllevel", "control", "管控层级", "管控级别", "控制层级"),
        }.items()
        for heading in headings
    }
)  # fmt: skip

ACCIDENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "物体打击": "struck", "车辆伤害": "vehicle", "机械伤害": "machinery", "起重伤害": "lifting", "触电": "electric",
        "淹溺": "drowning", "灼烫": "burn", "火灾": "fire", "高处坠落": "fall", "坍塌": "collapse",
        "冒顶片帮": "roof_fall", "透水": "water_inrush", "放炮": "blasting", "爆破": "blasting",
        "火药爆炸": "explosives", "瓦斯爆炸": "gas_explosion", "锅炉爆炸": "boiler", "容器爆炸": "vessel",
        "其他爆炸": "other_explosion", "爆炸": "other_explosion", "中毒和窒息": "poisoning", "中毒": "poisoning",
        "窒息": "poisoning", "中毒窒息": "poisoning", "其他伤害": "other",
    }
)  # fmt: skip
LEVEL_WORDS: Mapping[str, Level] = MappingProxyType(
    {
        "red": Level.MAJOR, "orange": Level.LARGER, "yellow": Level.GENERAL, "blue": Level.LOW,
        "红": Level.MAJOR, "橙": Level.LARGER, "黄": Level.GENERAL, "蓝": Level.LOW,
        "红色": Level.MAJOR, "橙色": Level.LARGER, "黄色": Level.GENERAL, "蓝色": Level.LOW,
        "重大": Level.MAJOR, "较大": Level.LARGER, "一般": Level.GENERAL, "低": Level.LOW,
        "重大风险": Level.MAJOR, "较大风险": Level.LARGER, "一般风险": Level.GENERAL, "低风险": Level.LOW,
        "major": Level.MAJOR, "larger": Level.LARGER, "general": Level.GENERAL, "low": Level.LOW,
        "majorrisk": Level.MAJOR, "largerrisk": Level.LARGER, "generalrisk": Level.GENERAL, "lowrisk": Level.LOW,
    }
)  # fmt: skip
CONTROL_WORDS: Mapping[str, Control] = MappingProxyType(
    {
        "enterprise": Control.ENTERPRISE, "公司": Control.ENTERPRISE, "公司级": Control.ENTERPRISE,
        "企业": Control.ENTERPRISE, "企业级": Control.ENTERPRISE, "厂级": Control.ENTERPRISE,
        "department": Control.DEPARTMENT, "plantordepartment": Control.DEPARTMENT, "部门": Control.DEPARTMENT,
        "部门级": Control.DEPARTMENT, "分厂": Control.DEPARTMENT, "分厂（部门）": Control.DEPARTMENT,
        "workshop": Control.WORKSHOP, "车间": Control.WORKSHOP, "车间级": Control.WORKSHOP,
        "team": Control.TEAM, "teamorpost": Control.TEAM, "班组": Control.TEAM, "班组级": Control.TEAM,
        "岗位": Control.TEAM, "岗位级": Control.TEAM, "班组（岗位）": Control.TEAM,
    }
)  # fmt: skip
NUMBER = re.compile(r"^[Rr]-?0*(\d{1,7})$")


@dataclass(frozen=True)
class Row:
    """What one row of a sheet says, read but not yet held against the ledger."""

    number: int | None
    name: str
    place: str
    facts: dict = field(default_factory=dict)
    rating: rules.Rating | None = None
    said: Level | None = None
    measures: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    control: Control | None = None


def key_of(text: str) -> str:
    """Return a heading or word as it is looked up: lower case, without spaces."""
    return re.sub(r"[\s　*]+", "", text).lower()


def headings_of(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int], list[str]]:
    """Return the number of the row of headings, which column means what, and the headings that mean nothing here.

    Raises `RuleBroken` where no row near the top names the risk point.
    """
    for number, cells in rows[:HEAD_WITHIN]:
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            meaning = KNOWN.get(key_of(cell))
            if meaning and meaning not in found:
                found[meaning] = place
        if "name" in found and len(found) > 1:
            unknown = [cell for place, cell in enumerate(cells) if cell and place not in found.values()]
            return number, found, unknown
    raise RuleBroken(
        _("No row near the top has the heading “Risk point” (风险点). Use the template, or name that column.")
    )


def read_row(cells: Sequence[str], columns: Mapping[str, int]) -> Row:
    """Read a row. Raises `RuleBroken` with a sentence that says which cell is wrong."""

    def cell(name: str) -> str:
        place = columns.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    matched = NUMBER.match(cell("number"))
    name = cell("name")
    if not name:
        raise RuleBroken(_("The name of the risk point is missing."))
    facts: dict = {"name": name}
    if "description" in columns:
        facts["description"] = cell("description")
    if cell("accidents"):
        facts["accidents"] = read_accidents(cell("accidents"))
    if cell("people"):
        facts["people_exposed"] = read_whole(cell("people"))
    return Row(
        number=int(matched[1]) if matched else None,
        name=name,
        place=cell("place"),
        facts=facts | ({"equipment": cell("equipment")} if cell("equipment") else {}),
        rating=read_rating(cell("method"), cell("likelihood"), cell("exposure"), cell("consequence")),
        said=LEVEL_WORDS.get(key_of(cell("level"))),
        measures=tuple((kind, text) for kind in MeasureKind.values for text in split(cell(kind))),
        owner=cell("owner"),
        control=read_control(cell("control")),
    )


def split(text: str) -> list[str]:
    """Return the measures of a cell: one a line, or parted by semicolons; leading numbers fall away."""
    parts = (re.sub(r"^\s*(?:\d+[.、．)）]|[-•·])\s*", "", part).strip() for part in re.split(r"[\n;；]+", text))
    return [part for part in parts if part]


def read_accidents(text: str) -> list[str]:
    """Return kinds of accidents by their Chinese or English words or codes. Raises `RuleBroken` for unknown ones."""
    known = dict(ACCIDENT_WORDS) | {key_of(kind): kind for kind in AccidentKind.values}
    known |= {key_of(str(kind.label)): kind.value for kind in AccidentKind}
    found = []
    for part in re.split(r"[,;，；、/\n]+", text):
        if word := key_of(part):
            if word not in known:
                raise RuleBroken(_("“%(word)s” is no kind of accident of GB 6441.") % {"word": part.strip()})
            found.append(known[word])
    return found


def read_whole(text: str) -> int:
    """Return a whole number, as Excel writes it too (`3.0`). Raises `RuleBroken`."""
    digits = text.removesuffix(".0").removesuffix("人").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 7:
        raise RuleBroken(_("“%(word)s” is no number of people.") % {"word": text})
    return int(digits)


def read_control(text: str) -> Control | None:
    """Return who controls; nothing for nothing. Raises `RuleBroken` for unknown words."""
    if not text:
        return None
    word = key_of(text)
    known = dict(CONTROL_WORDS) | {key_of(str(each.label)): each for each in Control}
    if word not in known:
        raise RuleBroken(
            _("“%(word)s” is no control level: enterprise, department, workshop or team.") % {"word": text}
        )
    return known[word]


def read_number(text: str, name: str) -> Decimal | None:
    """Return a raw value; nothing for nothing. Raises `RuleBroken`."""
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise RuleBroken(_("“%(word)s” under %(name)s is no number.") % {"word": text[:20], "name": name}) from error
    if not value.is_finite():
        raise RuleBroken(_("“%(word)s” under %(name)s is no number.") % {"word": text[:20], "name": name})
    return value


def read_rating(method: str, likelihood: str, exposure: str, consequence: str) -> rules.Rating | None:
    """Return a rating, None where the row has none. The method follows from E where it is not named.

    Raises `RuleBroken` for half a rating or values outside the tables.
    """
    if not any((likelihood, exposure, consequence)):
        return None
    word = key_of(method)
    named = (
        Method.LS if word.startswith(("ls", "matrix", "矩阵", "风险矩阵")) else Method.LEC if "lec" in word else None
    )
    chosen = named or (Method.LEC if exposure else Method.LS)
    rating = rules.Rating(
        chosen,
        read_number(likelihood, "L"),
        read_number(exposure, "E") if chosen == Method.LEC else None,
        read_number(consequence, "C"),
    )
    try:
        rules.check_rating(rating)
    except RuleBroken as error:
        names = {"likelihood": "L", "exposure": "E", "consequence": "C"}
        said = "; ".join(f"{names.get(name, name)}: {sentence}" for name, sentence in error.fields.items())
        raise RuleBroken(said or str(error)) from error
    return rating


def written(line) -> list:
    """Return a line of the register as a row of our sheet."""
    point, measures = line.point, line.measures
    by_kind: dict[str, list] = {}
    for each in measures:
        by_kind.setdefault(each.kind, []).append(each)
    first = next(iter(measures), None)
    return [
        point.label,
        point.name,
        point.where,
        str(point.equipment or ""),
        point.description,
        rules.shown("accidents", point.accidents),
        point.people_exposed,
        {"lec": "LEC", "ls": "LS"}.get(point.method, ""),
        point.likelihood,
        point.exposure,
        point.consequence,
        str(line.level.label) if line.colour else "",
        *("\n".join(each.text for each in by_kind.get(kind, ())) for kind in MeasureKind.values),
        first.owner if first else "",
        str(Control(max(each.control for each in measures)).label) if first else "",
    ]
