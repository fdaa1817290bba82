"""The six age bands of the house, the same in every form, count and figure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgeBand(models.TextChoices):
    """How old somebody is, as coarsely as the house needs to know it."""

    UP_TO_5 = "0_5", _("0 to 5 years")
    FROM_6 = "6_17", _("6 to 17 years")
    FROM_18 = "18_26", _("18 to 26 years")
    FROM_27 = "27_50", _("27 to 50 years")
    FROM_51 = "51_64", _("51 to 64 years")
    FROM_65 = "65_up", _("65 years and older")
