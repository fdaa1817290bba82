"""Texts in several languages: one row per language, so that adding a language is no migration.

Easy German is a language like any other ("de-simple"). Where the asked language is missing the
German row stands in, marked as German; where that is missing too, any row.
"""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

ORIGINAL = "de"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


def content_languages() -> list[tuple[str, Any]]:
    """Languages in which the house writes; read when asked, so that migrations do not name them."""
    return list(settings.CONTENT_LANGUAGES)


def active_language() -> str:
    """The language of the page or the mail at hand; German where nothing was chosen."""
    return get_language() or ORIGINAL


def direction(language: str) -> str:
    """The `dir` of a piece of text in this language."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


# SQL that puts the language asked for first, then German, then any; takes [asked, German].
BEST_FIRST = "array_position(%s::text[], language::text) NULLS LAST, language"


class Preference(models.Func):
    """1 for the language that was asked for, 2 for German, nothing for every other."""

    def __init__(self, asked: str) -> None:
        super().__init__(models.F("language"), output_field=models.IntegerField())
        self.asked = asked

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        """By hand: every page orders texts so, and Django's Case takes its time to be written."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"array_position(%s::text[], {column}::text)", [[self.asked, ORIGINAL], *params]


class BestText(models.Func):
    """Some words of the best text as a column of the parent's own query: a dict by field, or None.

    `parent` names the text's key to its
    parent, `key` is the column with that key in the query. `Text.of` makes a row of it again.
    """

    output_field = models.JSONField()

    def __init__(self, text: type["Text"], parent: str, key: Any, *, language: str, fields: Any) -> None:
        super().__init__(key)
        pairs = ", ".join(f"'{name}', {name}" for name in ("id", "language", *fields))
        self.best = f"SELECT jsonb_build_object({pairs}) FROM {text._meta.db_table} WHERE {parent}_id ="
        self.asked = [language, ORIGINAL]

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        """By hand: a page of one date would otherwise ask once for each of its texts."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"({self.best} {column} ORDER BY {BEST_FIRST} LIMIT 1)", [*params, self.asked]


class TextQuerySet(models.QuerySet[Any]):
    """Rows of text, to be read in one language."""

    def preferred(self, parent: str, language: str) -> Self:
        """One row per parent: the asked language, else German, else any. One DISTINCT ON."""
        key = f"{parent}_id"  # ordering by the key itself would follow the ordering of the other model
        return self.order_by(key, Preference(language).asc(nulls_last=True), "language").distinct(key)


class Text(models.Model):
    """What a thing is called in one language. The parent key and the words are the subclass's.

    `source_changed_at` is the moment of the German words: on the German row when they last
    changed, on a translation the state of the German row that was translated.
    """

    language = models.CharField(_("language"), max_length=12, choices=content_languages, default=ORIGINAL)
    source_changed_at = models.DateTimeField(
        _("state of the German text"), default=timezone.now, editable=False
    )

    objects = TextQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def of(cls, words: dict[str, Any] | None) -> Self | None:
        """The row behind a column of `BestText`; what was not asked for is read when it is needed."""
        if words is None:
            return None
        names = [field.attname for field in cls._meta.concrete_fields if field.attname in words]
        return cls.from_db("default", names, [words[name] for name in names])

    @classmethod
    def write(cls, language: str, words: dict[str, str], *, is_slip: bool = False, **parent: Any) -> Self:
        """Let a thing say these words in one language; `parent` is its key, whose lock the caller holds.

        German words that differ are new from now on, unless only a slip of the pen was mended: then
        what was translated from them stays as good as it was. A translation is as new as the German of
        now, also when somebody only read it again. Raises ValidationError.
        """
        rows = cls.objects.filter(**parent)
        row: Self = rows.filter(language=language).first() or cls(language=language, **parent)
        differs = row.pk is None or any(getattr(row, name) != word for name, word in words.items())
        for name, word in words.items():
            setattr(row, name, word)
        german = rows.filter(language=ORIGINAL).values_list("source_changed_at", flat=True).first()
        if language != ORIGINAL and german is not None:
            row.source_changed_at = german
        elif row.pk is None or (differs and not is_slip):
            row.source_changed_at = timezone.now()
        row.full_clean(exclude=parent)
        row.save()
        return row

    @property
    def dir(self) -> str:
        """Direction of writing, for the piece of the page that holds this text."""
        return direction(self.language)

    def is_older_than(self, source_changed_at: datetime) -> bool:
        """Whether the German words have changed since this row was translated from them."""
        return self.source_changed_at < source_changed_at
