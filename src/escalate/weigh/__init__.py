"""From hits and wording to a score, a level and a direction."""
