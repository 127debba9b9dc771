"""The four axes of a social plan (project sheet), read by every stage."""

AXES = [
    ("social", "Social"),
    ("psychological", "Psychological"),
    ("educational", "Educational"),
    ("environmental", "Environmental"),
]
