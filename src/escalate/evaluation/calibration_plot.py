"""The calibration plot of a model as SVG: made by hand, so that the same predictions give the same bytes."""

from __future__ import annotations

from escalate.measure.metrics import BIN, Floats

SIZE, MARGIN = 360, 48
WIDEST = 15.0  # radius of the fullest bin
INK, SOFT, MARK = "#222222", "#bbbbbb", "#1b6ca8"


def calibration_bins(rated: Floats, given: Floats) -> list[tuple[float, float, int]]:
    """Mean score, mean rating and number of texts of each bin of scores that holds any."""
    bins = []
    for number in range(int(100 // BIN)):
        low, high = number * BIN, (number + 1) * BIN
        inside = (given >= low) & ((given < high) | (high >= 100))
        if inside.any():
            bins.append((float(given[inside].mean()), float(rated[inside].mean()), int(inside.sum())))
    return bins


def calibration_svg(rated: Floats, given: Floats) -> str:
    """A dot for each bin: mean score to the right, mean rating upwards, area by number of texts."""
    bins = calibration_bins(rated, given)
    fullest = max((count for _, _, count in bins), default=1)
    side = SIZE - 2 * MARGIN

    def x(value: float) -> str:
        return f"{MARGIN + value * side / 100:.1f}"

    def y(value: float) -> str:
        return f"{SIZE - MARGIN - value * side / 100:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        'role="img" font-family="sans-serif" font-size="11">',
        "<title>Calibration: mean rating against mean score</title>",
        f"<desc>{describe_bins(bins)}</desc>",
        f'<rect width="{SIZE}" height="{SIZE}" fill="white"/>',
    ]
    for tick in range(0, 101, 20):
        parts.append(
            f'<line x1="{x(tick)}" y1="{y(0)}" x2="{x(tick)}" y2="{y(100)}" stroke="{SOFT}" stroke-width="0.5"/>'
        )
        parts.append(
            f'<line x1="{x(0)}" y1="{y(tick)}" x2="{x(100)}" y2="{y(tick)}" stroke="{SOFT}" stroke-width="0.5"/>'
        )
        parts.append(f'<text x="{x(tick)}" y="{SIZE - MARGIN + 16}" text-anchor="middle" fill="{INK}">{tick}</text>')
        parts.append(f'<text x="{MARGIN - 8}" y="{y(tick - 1.5)}" text-anchor="end" fill="{INK}">{tick}</text>')
    parts.append(f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(100)}" y2="{y(100)}" stroke="{INK}" stroke-dasharray="4 3"/>')
    for score, rating, count in bins:
        radius = max(3.0, WIDEST * (count / fullest) ** 0.5)
        parts.append(
            f'<circle cx="{x(score)}" cy="{y(rating)}" r="{radius:.1f}" fill="{MARK}" fill-opacity="0.6">'
            f"<title>score {score:.1f}, rated {rating:.1f}, {count} texts</title></circle>"
        )
    parts.append(f'<text x="{SIZE / 2}" y="{SIZE - 10}" text-anchor="middle" fill="{INK}">mean score</text>')
    parts.append(
        f'<text x="14" y="{SIZE / 2}" text-anchor="middle" fill="{INK}" '
        f'transform="rotate(-90 14 {SIZE / 2})">mean rating</text>'
    )
    return "\n".join([*parts, "</svg>", ""])


def describe_bins(bins: list[tuple[float, float, int]]) -> str:
    """The bins in words, for readers who cannot see the plot."""
    return "; ".join(f"score {score:.0f}: rated {rating:.0f} ({count} texts)" for score, rating, count in bins)
