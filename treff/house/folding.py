"""One spelling for searching and sorting, because no extension of the database may be asked.

Whoever types "nahkurs", "yildiz" or "Warteliste" finds "Nähkurs", "Yıldız" and "Warte-Liste".
Both sides are folded the same way: the column when it is written, the words when they are asked.
"""

import unicodedata

LETTERS = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ə": "e",
        "ة": "ه",
        "ى": "ي",
        "ـ": "",
    }
)
JOINERS = str.maketrans(dict.fromkeys("-‐‑‒–—\u00ad'’ʼ`´", ""))


def fold(text: str) -> str:
    """Small letters without marks, hyphens or apostrophes; spaces collapsed."""
    lower = unicodedata.normalize("NFKD", text.translate(JOINERS)).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return " ".join(bare.translate(JOINERS).translate(LETTERS).split())
