"""Time and memory of `escalate timeline` over made records, and how often chance alone makes a change point.

python benchmarks/timeline.py [--records 100000] [--with-texts] [--suffix .jsonl]
python benchmarks/timeline.py --noise 400       false and true change points of that many made series of each kind
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import psutil

from escalate.batch.rows import COLUMNS
from escalate.timeline.shifts import shifts_of

_DAYS = 730
_STEP_AT, _STEP = 400, 8.0
_WORDS = (
    "border",
    "talks",
    "army",
    "minister",
    "market",
    "harvest",
    "strike",
    "treaty",
    "river",
    "council",
    "vote",
    "port",
)
_SECONDS_BETWEEN = 0.1


def write_records(path: Path, number: int, with_texts: bool) -> None:
    """Records as `escalate batch` writes them: two years, a tenth copies, a hundredth without a date."""
    rng = np.random.default_rng(1)
    days = rng.integers(0, _DAYS, number)
    scores = np.clip(rng.gamma(2.0, 12.0, number) + np.where(days >= _STEP_AT, _STEP, 0.0), 0, 100).round(1)
    names = [*COLUMNS, *(["text"] if with_texts else [])]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, names, lineterminator="\n") if path.suffix == ".csv" else None
        if table:
            table.writeheader()
        for n in range(number):
            told = n - 1 if n % 10 == 9 else n
            words = " ".join(_WORDS[told // len(_WORDS) ** k % len(_WORDS)] for k in range(5))
            score = float(scores[told])
            row = dict.fromkeys(COLUMNS)
            row |= {
                "id": f"r{n}", "title": f"Report {told} on {words}", "source": f"Paper {n % 50}", "score": score,
                "date": None if n % 100 == 50 else str(date(2023, 1, 2) + timedelta(days=int(days[told]))),
                "level": min(5, int(score / 17)), "top_reasons": "force.shelling +20.1 “shelled”",
            }  # fmt: skip
            if with_texts:
                row["text"] = " ".join(f"{words} {told} {k}" for k in range(60))
            if table:
                table.writerow(row)
            else:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def measure(number: int, with_texts: bool, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"scored{suffix}"
        write_records(source, number, with_texts)
        print(f"{number:,} records, {source.stat().st_size / 1e6:.0f} MB")
        for options in (["-f", "csv", "--every", "day"], ["-f", "csv", "--by", "source"], ["-f", "html"]):
            command = [sys.executable, "-m", "escalate", "timeline", str(source), *options, "-o", f"{folder}/out"]
            began, peak = time.monotonic(), 0
            process = subprocess.Popen(command)
            watched = psutil.Process(process.pid)
            while process.poll() is None:
                try:
                    peak = max(peak, watched.memory_info().rss)
                except psutil.NoSuchProcess:
                    break
                time.sleep(_SECONDS_BETWEEN)
            if process.wait():
                raise SystemExit("the run failed")
            print(f"{' '.join(options):24} {time.monotonic() - began:6.1f} s {peak / 1e6:6.0f} MB resident at most")


def noise(number: int) -> None:
    rng = np.random.default_rng(2)
    print("points  alike   series with a false change   a step of 10 found within two points")
    for length in (12, 26, 52, 365):
        for alike in (0.0, 0.3):
            false = found = 0
            for _ in range(number):
                articles = rng.integers(5, 40, length).astype(float)
                drift = np.zeros(length)
                for t in range(1, length):
                    drift[t] = alike * drift[t - 1] + rng.normal(0, 3)
                means = 30 + drift + rng.normal(0, 22, length) / np.sqrt(articles)
                false += bool(shifts_of(means.tolist(), articles.tolist()))
                stepped = means + np.where(np.arange(length) >= length // 2, 10, 0)
                found += any(abs(cut - length // 2) <= 2 for cut in shifts_of(stepped.tolist(), articles.tolist()))
            print(f"{length:6}  {alike:5}   {false / number:26.1%}   {found / number:36.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--with-texts", action="store_true")
    parser.add_argument("--suffix", default=".jsonl", choices=[".jsonl", ".csv"])
    parser.add_argument("--noise", type=int, metavar="SERIES")
    options = parser.parse_args()
    if options.noise:
        noise(options.noise)
    else:
        measure(options.records, options.with_texts, options.suffix)


if __name__ == "__main__":
    main()
