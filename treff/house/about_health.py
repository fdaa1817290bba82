"""Whether words that everybody reads tell something about somebody's health (Art. 9 GDPR).

No list is complete; this one catches what people write in a hurry. A word too many is better than one
too few: whoever is refused says it in other words. Only what is plainly something else must pass
("Opa", "operativ", "Wasserrohrbruch", "Schwarztee").
"""

import re

from treff.house.folding import fold

HYPHENS = re.compile(r"[-‐‑‒–—/]")

# Spelled as `fold` leaves them: small letters, no accents, Arabic with the plain letters.
WORDS = re.compile(
    r"""
    # Inside of longer words too: "Autounfall", "Zahnschmerzen".
      krank | fieber | grippe | infekt | infiz | virusinf | norovirus | corona | covid | quarantan
    | erka(e)?lt | bronchi | asthma | entzu(e)?ndung | durchfall | erbrech | erbroch | magen[ ]?darm
    | schmerz | migra(e)?ne | allergi | diabet | epilep | rheuma | demenz | thrombose | infarkt
    | schlaganfall | kreislauf(?!wirt) | ohnmacht | blutdruck | tumor | therapie | chemotherap | diagnos
    | impfung | klinik | hospi[tz] | spital | notaufnahme | intensivstation | (?<![ck]o)operation | operier
    | unfall | verletz | verstaucht | hexenschuss | bandscheib | blinddarm | depress | burn[ ]?out
    | psychisch | psychiatr | psychose | nervenzusammenbruch | angststo(e)?rung | schwanger | fehlgeburt
    | entbindung | rehabilit | pflegefall | gesundheitlich
    # Where a word begins: "gestürzt", not "eingestürzt".
    | \b (?:
      husten | schnupfen | heiser | lungen | masern | windpocken | scharlach | kopflause | unwohl
    | u(e)?belkeit | (?:hals|zahn|bauch) weh | krebs (?!suppe|rot) | gestu(e)?rzt | mrt
    | (?:bein|arm|fuss|hand|finger|rippen|knochen|huft|becken) (?: bruch | [ ]gebrochen )
    | sick | illness | surger | injur | pregnan | miscarr | disease | infect | cancer | fever | clinic
    | medical | broken? [ ] (?:\w+[ ])? (?:leg|arm|foot|ankle|hip|wrist)
    | (?:ال|بال|لل|و|ل|ب)? (?:
        مريض | مستشفي | طبيب | عياده | انفلونزا | زكام | جراح | حادث | اصابه | مصاب | حامل | اكتياب
      | سرطان | وعكه | كورونا | كوفيد | عدوي )
    )
    # Words of their own: "OP", not "Opa" or "operativ"; "Kur", not "Kurs".
    | \b (?:
      ops? | reha (?:b | (?:klinik|mass|zentrum|kur|platz)\w*)? | kur | sturz | u(e)?bel | virus
    | entzug | lause | hiv | aids | attest | geht [ ] (?:\w+[ ])? (?: nicht[ ]gut | schlecht )
    | (?:zahn|kinder|haus|frauen|augen|not|fach|haut)? a(e)?rzt
      (?: in(nen)? | en? | es | praxis | (?:lich|termin|besuch)\w* )?
    | ill | flu | unwell | doctors? | health | pain | stroke | vomiting | accident
    | (?:ال|بال|لل|و|ل|ب)? (?: مرض\w* | حمي | صحيه | صحه )
    ) \b
    """,
    re.VERBOSE,
)


def tells_of_health(text: str) -> bool:
    """Whether a word of the text is about an illness, a treatment or the like, in any accents."""
    return WORDS.search(fold(HYPHENS.sub(" ", text))) is not None
