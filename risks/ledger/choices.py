"""The closed vocabularies of the risk ledger."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Level(IntegerChoices):
    """How grave a risk is: the higher, the graver. The colours are those of the dual-prevention opinions (2016)."""

    UNRATED = 0, _("Not rated")
    LOW = 1, _("Low risk")
    GENERAL = 2, _("General risk")
    LARGER = 3, _("Larger risk")
    MAJOR = 4, _("Major risk")


class Colour(TextChoices):
    """The colour of a level. Blue is low risk, never green: the safety code has another scale."""

    RED = "red", _("Red: major risk")
    ORANGE = "orange", _("Orange: larger risk")
    YELLOW = "yellow", _("Yellow: general risk")
    BLUE = "blue", _("Blue: low risk")


class Method(TextChoices):
    """By which method a risk is rated."""

    LEC = "lec", _("LEC: likelihood, exposure, consequence")
    LS = "ls", _("Matrix: likelihood and severity")


class Boundary(TextChoices):
    """To which level a score belongs that equals a boundary exactly."""

    LOWER = "lower", _("A level includes its lower boundary (320 is red)")
    UPPER = "upper", _("A level begins above its lower boundary (320 is orange)")


class DirectRed(TextChoices):
    """Cases that are red whatever the score says."""

    HAZARD_SOURCE = "hazard_source", _("Major hazard source of grade 1 or 2")
    MOLTEN_METAL = "molten_metal", _("Molten metal where people work")
    DUST = "dust", _("More than 10 people in an area with explosive dust")
    OTHER = "other", _("Another case that the regulator names")


class AccidentKind(TextChoices):
    """Kinds of accidents (GB 6441-1986)."""

    STRUCK = "struck", _("Struck by an object")
    VEHICLE = "vehicle", _("Vehicle")
    MACHINERY = "machinery", _("Machinery")
    LIFTING = "lifting", _("Lifting")
    ELECTRIC = "electric", _("Electric shock")
    DROWNING = "drowning", _("Drowning")
    BURN = "burn", _("Burn or scald")
    FIRE = "fire", _("Fire")
    FALL = "fall", _("Fall from a height")
    COLLAPSE = "collapse", _("Collapse")
    ROOF_FALL = "roof_fall", _("Fall of roof or side")
    WATER_INRUSH = "water_inrush", _("Inrush of water")
    BLASTING = "blasting", _("Blasting")
    EXPLOSIVES = "explosives", _("Explosion of powder or fireworks")
    GAS_EXPLOSION = "gas_explosion", _("Explosion of mine gas")
    BOILER = "boiler", _("Explosion of a boiler")
    VESSEL = "vessel", _("Explosion of a vessel")
    OTHER_EXPLOSION = "other_explosion", _("Other explosion")
    POISONING = "poisoning", _("Poisoning or suffocation")
    OTHER = "other", _("Other injury")


class PointStatus(TextChoices):
    """Whether a risk point is there."""

    ACTIVE = "active", _("In the ledger")
    RETIRED = "retired", _("Retired")


class MeasureKind(TextChoices):
    """Kinds of control measures, the strongest first."""

    ENGINEERING = "engineering", _("Engineering")
    MANAGEMENT = "management", _("Management")
    TRAINING = "training", _("Training")
    PPE = "ppe", _("Personal protection")
    EMERGENCY = "emergency", _("Emergency response")


class Control(IntegerChoices):
    """Who controls: the higher, the higher up in the enterprise."""

    TEAM = 1, _("Team or post")
    WORKSHOP = 2, _("Workshop")
    DEPARTMENT = 3, _("Plant or department")
    ENTERPRISE = 4, _("Enterprise")


class MeasureStatus(TextChoices):
    """Whether a measure is in force."""

    IN_FORCE = "in_force", _("In force")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PlanStatus(TextChoices):
    """Whether a site plan is in use."""

    ACTIVE = "active", _("In use")
    RETIRED = "retired", _("Retired")


class EntryVerb(TextChoices):
    """What a row of the ledger tells."""

    ADDED = "added", _("Risk point added")
    DESCRIBED = "described", _("Facts changed")
    RATED = "rated", _("Rated")
    DECLARED_RED = "declared_red", _("Declared directly red")
    MEASURE_ADDED = "measure_added", _("Measure added")
    MEASURE_CHANGED = "measure_changed", _("Measure changed")
    MEASURE_WITHDRAWN = "measure_withdrawn", _("Measure withdrawn")
    REVIEWED = "reviewed", _("Reviewed")
    RETIRED = "retired", _("Risk point retired")
    TAKEN_UP = "taken_up", _("Taken up again")
    RESTORED = "restored", _("Earlier state restored")
    IMPORTED = "imported", _("Imported from Excel")


class Gap(TextChoices):
    """What a risk point lacks."""

    UNRATED = "unrated", _("It is not rated.")
    NO_MEASURE = "no_measure", _("No control measure is in force.")
    CONTROL_TOO_LOW = "control_too_low", _("No measure is controlled as high up as the level demands.")


class RowOutcome(TextChoices):
    """What became of a row of an imported sheet."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Not taken")
