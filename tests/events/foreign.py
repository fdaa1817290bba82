"""Calendar files as other programs write them, line by line."""

from datetime import UTC, datetime

from events.importing import Reading

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def entry(*lines: str, uid: str = "café-1", title: str = "Café", start: str = ":20261201T150000") -> str:
    """An event as it stands in a calendar; `start` with its parameters. "" leaves a field out."""
    fields = [
        f"UID:{uid}" if uid else "",
        f"SUMMARY:{title}" if title else "",
        f"DTSTART{start}" if start else "",
    ]
    return "\r\n".join(["BEGIN:VEVENT", *filter(None, fields), *lines, "END:VEVENT", ""])


def calendar(*entries: str, head: str = "") -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(entries)}END:VCALENDAR\r\n".encode()


def zone(*rules: str, start: str = "19701025T030000") -> str:
    """A time zone of the file's own, one hour from UTC: one part for each rule."""
    parts = [
        f"BEGIN:STANDARD\r\nDTSTART:{start}\r\n{rule}TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
        for rule in rules
    ]
    return f"BEGIN:VTIMEZONE\r\nTZID:Hausuhr\r\n{''.join(parts)}END:VTIMEZONE\r\n"


def reasons(reading: Reading) -> list[str]:
    return [refusal.reason for refusal in reading.refused]
