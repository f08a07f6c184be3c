"""Articles that the tests of all helpers score, good and bad."""

from __future__ import annotations

from datetime import date
from typing import Any

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "one",
        "title": "Ardania masses troops",
        "text": "Ardania massed thousands of troops along its border with Belmora on Monday.",
        "date": date(2024, 3, 1),
    },
    {"id": "two", "title": None, "text": "Cardova opened a new bridge. The mayor was pleased.", "date": None},
    {"id": "three", "title": None, "text": None, "date": None},
    {"id": "four", "title": "Empty", "text": "", "date": date(2024, 3, 2)},
    {
        "id": "five",
        "title": "Talks in Belmora",
        "text": "“It was no accident”, the minister of Belmora said in 2019, and agreed to a ceasefire with Cardova.",
        "date": date(2024, 3, 3),
    },
]
FAILING = ("three",)  # a missing text; an empty text with a title is scored by its title
