"""The sums of a run: counts by band, the slowest records, the time; and the summary that is printed of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from escalate.batch.work import SLOWEST_SHOWN, Scored, Slow
from escalate.pack.weights import BANDS


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over the records dealt with, those before a `--resume` included.

    Attributes
    ----------
    rejected : int
    bands : dict of str to int
        Scored articles by band.
    slowest : tuple of Slow
        The slowest first.
    seconds : float
        Time spent, all attempts together.
    """

    rejected: int = 0
    bands: tuple[int, ...] = (0,) * len(BANDS)
    slowest: tuple[Slow, ...] = ()
    seconds: float = 0.0

    @property
    def scored(self) -> int:
        """Articles scored."""
        return sum(self.bands)

    def add(self, scored: Scored) -> Tally:
        """The sums with a further chunk."""
        bands = tuple(n + scored.bands.get(name, 0) for n, (_, name) in zip(self.bands, BANDS, strict=True))
        slowest = sorted((*self.slowest, *scored.slowest), reverse=True)[:SLOWEST_SHOWN]
        return Tally(self.rejected + scored.rejected, bands, tuple(slowest), self.seconds)

    def after(self, seconds: float) -> Tally:
        """The sums with the time spent."""
        return Tally(self.rejected, self.bands, self.slowest, round(seconds, 3))

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as in the state file."""
        return {
            "rejected": self.rejected,
            "bands": {name: n for n, (_, name) in zip(self.bands, BANDS, strict=True)},
            "slowest": [[slow.seconds, slow.where, slow.characters] for slow in self.slowest],
            "seconds": self.seconds,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Tally:
        """The inverse of `to_dict`; raises KeyError, ValueError or TypeError where something is missing."""
        bands = tuple(int(data["bands"][name]) for _, name in BANDS)
        slowest = tuple(Slow(float(s), str(where), int(n)) for s, where, n in data["slowest"])
        return cls(int(data["rejected"]), bands, slowest, float(data["seconds"]))

    def summary(self) -> list[str]:
        """Lines for a person."""
        records = self.scored + self.rejected
        rate = records / self.seconds if self.seconds else 0.0
        lines = [
            f"{records:,} records in {clock(self.seconds)}, {rate:,.0f} a second: "
            f"{self.scored:,} scored, {self.rejected:,} rejected"
        ]
        for n, (_, name) in zip(self.bands, BANDS, strict=True):
            share = 100 * n / self.scored if self.scored else 0.0
            lines.append(f"  {name:<8} {n:>12,} {share:5.1f} %")
        if self.slowest:
            lines.append("slowest:")
        lines += [f"  {s.seconds * 1000:8.1f} ms  {s.characters:>9,} characters  {s.where}" for s in self.slowest]
        return lines


def clock(seconds: float) -> str:
    """Hours, minutes and seconds."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}"
