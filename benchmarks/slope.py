"""How the time of a score grows with the text: hostile shapes from 10 to 300 kB and the exponent of each.

    python benchmarks/slope.py [--most 300000] [--seconds 20] [--only WORD] [--model] [--blame]

Each size is measured in a process of its own that may use --seconds of the processor, so a quadratic shape costs no
more, and another process on the machine changes little. An exponent near 1 is linear; one over 1.2 is printed with a
star. --blame profiles the longest text that ends in time and names the functions that take most of it.
"""

from __future__ import annotations

import argparse
import cProfile
import math
import multiprocessing
import pstats
import random
import resource
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from escalate import Scorer

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
MOST = 300_000  # by default
STEEP = 1.2
BLAMED = 3  # functions
NEWS = "Troops crossed the border at dawn and shelled three villages. The minister said talks would go on. "
WORDS = ("attack", "missile", "strike", "troops", "invaded", "war", "ceasefire", "talks", "sanctions", "threat")
UNITS = {
    "news": NEWS,
    "news in paragraphs": f"{NEWS}\n\n",
    "cue words": "attack missile strike troops invaded war ",
    "cue words, stops": "attack. missile. strike. troops. invaded. war. ",
    "cue words, commas": "attack, missile, strike, troops, invaded, war, ",
    "news, no full stop": NEWS.replace(".", ""),
    "news, commas": NEWS.replace(".", ","),
    "states and verbs": "Ardania attacked Belmora attacked Cardova accused Dorland of attacking ",
    "shipped states and verbs": "Russia attacked Ukraine attacked China accused Iran of attacking ",
    "states": "Russia Ukraine China Iran ",
    "states with and": "Russia and Ukraine and China and Iran and ",
    "states with stops": "Russia. Ukraine. China. Iran. ",
    "not": "not ", "not attack": "not attack ", "denied": "denied that it denied that it attacked ",
    "would if": "would attack if it would strike if ", "said that": "he said that she said that they attacked ",
    "which": "the army, which attacked the army, which ", "after before": "after the war before the war ",
    "last year": "last year the war of last year ", "years": "the war of 1914 and of 1939 ",
    "quotes": '"war" said he, ', "open quotes": '"war ', "curly quotes": "“war ” ", "nested quotes": "“war ‘war ",
    "brackets": "(war ", "closed brackets": "(war) ", "square brackets": "[war ", "dashes": "war - war — war -- ",
    "hyphens": "war-war-", "colons": "war: war; ", "ellipses": "war... ", "marks": "war!? ",
    "apostrophes": "war's 'war ",
    "letters": "a ", "lines of a letter": "a\n", "empty lines": "a\n\n\n", "blanks": "war" + " " * 40, "tabs": "war\t",
    "one word": "a", "one long word and war": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa war ",
    "capitals": "WAR ATTACK TROOPS ", "title case": "The Army Of Ardania Attacked The Town Of Oster ",
    "numbers": "12,345.67 ", "killed": "12 killed and 13 wounded, ", "initials": "U.S. U.N. E.U. ",
    "abbreviations": "Gen. Sen. Mr. Dr. ", "ligatures": "\ufb03 ", "expanding": "\ufdfa", "accents": "é́́́ ",
    "emoji": "💥 war ", "zero width": "w\u200ba\u200br ", "cyrillic letters": "wаr аttаck ", "links": "http://a.b/war ",
    "mails": "war@war.war ", "hashtags": "#war @war ", "furniture": "More: war\n\n", "list": "* war\n* attack\n",
    "bullets": "• war ", "sport": "The team won the match after an attack. ", "markup": "<b>war</b> ",
    "entities": "&amp;war; ",
}  # fmt: skip


def shapes() -> dict[str, Callable[[int], str]]:
    """What makes a text of about so many characters, by name."""
    made: dict[str, Callable[[int], str]] = {
        name: lambda size, unit=unit: (unit * (size // len(unit) + 1))[:size]  # type: ignore[misc]
        for name, unit in UNITS.items()
    }
    made["random cue words"] = lambda size: " ".join(random.Random(1).choices(WORDS, k=size // 7))
    made["random cue words, sentences"] = lambda size: ". ".join(random.Random(1).choices(WORDS, k=size // 8))
    return made


def _measure(pipe: Connection, text: str, scorer: Scorer, seconds: float) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds)))
    began = time.process_time()
    scorer.score(text)
    pipe.send(time.process_time() - began)


def timed(text: str, seconds: float, scorer: Scorer) -> float | None:
    """Processor seconds of a score, None where it takes over `seconds`."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measure, args=(theirs, text, scorer, seconds))
    process.start()
    theirs.close()
    try:
        return float(ours.recv())
    except EOFError:  # over its time, or it failed and has said how on standard error
        return None
    finally:
        process.kill()
        process.join()


def blamed(text: str, scorer: Scorer) -> str:
    """The functions of escalate that take most of a score, each with its share."""
    profile = cProfile.Profile()
    profile.runcall(scorer.score, text)
    stats = pstats.Stats(profile)
    rows = sorted(((row[2], name) for name, row in stats.stats.items()), reverse=True)  # type: ignore[attr-defined]
    whole = sum(own for own, _ in rows) or 1.0
    return ", ".join(f"{name[2]} {own / whole:.0%}" for own, name in rows[:BLAMED])


def exponent(points: list[tuple[int, float]]) -> float:
    """Slope of the least squares line through the logarithms of sizes and times; nan for fewer than two points."""
    if len(points) < 2:
        return math.nan
    xs, ys = zip(*((math.log(size), math.log(max(seconds, 1e-4))) for size, seconds in points), strict=True)
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return float(over / sum((x - x_mean) ** 2 for x in xs))


def main() -> None:
    """Print a line for each shape."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--most", type=int, default=MOST, help="longest text")
    parser.add_argument("--seconds", type=float, default=20.0, help="longest processor time for a score")
    parser.add_argument("--only", default="", help="shapes whose name holds this")
    parser.add_argument("--model", action="store_true", help="with the shipped model")
    parser.add_argument("--blame", action="store_true", help="name the functions that take most of a steep shape")
    options = parser.parse_args()
    sizes = [size for size in SIZES if size <= options.most]
    print(f"{'shape':<30}" + "".join(f"{size // 1000:>8} kB" for size in sizes) + "  exponent")
    scorer = Scorer.load(use_model=options.model)
    scorer.score(NEWS)  # what is loaded late is loaded here, once, and each process inherits it
    for name, make in shapes().items():
        if options.only not in name:
            continue
        points: list[tuple[int, float]] = []
        for size in sizes:
            taken = timed(make(size), options.seconds, scorer)
            if taken is None:
                break
            points.append((size, taken))
        shown = [f"{taken:>9.2f} s" for _, taken in points]
        shown += [f"{'over':>11}"] * (len(points) < len(sizes)) + [" " * 11] * (len(sizes) - len(points) - 1)
        slope = exponent(points)
        print(f"{name:<30}" + "".join(shown) + f"{slope:>10.2f}" + (" *" if slope > STEEP else ""), flush=True)
        if options.blame and points and (slope > STEEP or len(points) < len(sizes)):
            print(f"{'':<30}{blamed(make(points[-1][0]), scorer)}", flush=True)


if __name__ == "__main__":
    main()
