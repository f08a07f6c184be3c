"""Score many short records with `escalate batch` and watch the memory of all its processes.

python benchmarks/memory.py [--records 1000000] [--workers 2]
python benchmarks/memory.py --records 1000000 --write records.jsonl     writes the records and stops
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

_COUNTRIES = ("Ardania", "Belmora", "Cardova")
_EVENTS = (
    "summoned the ambassador of {other} over the incident",
    "massed troops along the border with {other}",
    "signed a trade agreement with {other}",
    "said that a strike on {other} had been no accident",
    "opened a new railway line to {other}",
    "agreed to a ceasefire with {other} after talks",
    "played a friendly match against {other}",
)
_SECONDS_BETWEEN = 0.5


def write_records(path: Path, number: int, broken_every: int = 0) -> None:
    """Write short records of JSON, every so many of them broken; the same number gives the same bytes."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            if broken_every and n % broken_every == broken_every - 1:
                file.write('{"text": \n')
                continue
            country, other = _COUNTRIES[n % 3], _COUNTRIES[(n + 1 + n // 3 % 2) % 3]
            event = _EVENTS[n % len(_EVENTS)].format(other=other)
            text = f"{country} {event} on Monday, report {n} says. The weather in the capital stayed mild."
            file.write(json.dumps({"id": f"r{n}", "title": f"{country} and {other}", "text": text}) + "\n")


def memory_of(process: psutil.Process) -> tuple[int, int]:
    """Resident and proportional bytes of a process and all below it."""
    resident = proportional = 0
    for one in (process, *process.children(recursive=True)):
        try:
            memory = one.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        resident += memory.rss
        proportional += getattr(memory, "pss", memory.rss)
    return resident, proportional


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--suffix", default=".jsonl", choices=[".jsonl", ".csv", ".parquet"])
    parser.add_argument("--write", type=Path, help="only write the records to this file")
    options = parser.parse_args()
    if options.write:
        write_records(options.write, options.records)
        return
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "records.jsonl", Path(folder) / f"out{options.suffix}"
        write_records(source, options.records)
        command = [sys.executable, "-m", "escalate", "batch", str(source), "-o", str(output)]
        start = time.monotonic()
        process = subprocess.Popen([*command, "--workers", str(options.workers)])
        watched = psutil.Process(process.pid)
        samples: list[tuple[int, int]] = []
        while process.poll() is None:
            try:
                samples.append(memory_of(watched))
            except psutil.NoSuchProcess:
                break
            time.sleep(_SECONDS_BETWEEN)
        if process.wait():
            raise SystemExit("the run failed")
        seconds = time.monotonic() - start
    rate = options.records / seconds
    print(f"{options.records:,} records, {options.workers} workers, {seconds:.0f} s, {rate:,.0f} a second")
    print("tenth of the run   highest resident MB   highest proportional MB")
    for tenth in range(10):
        part = samples[len(samples) * tenth // 10 : len(samples) * (tenth + 1) // 10]
        if part:
            print(f"{tenth + 1:>16}   {max(r for r, _ in part) / 1e6:19.0f}   {max(p for _, p in part) / 1e6:23.0f}")
    print(f"peak of all processes: {max(r for r, _ in samples) / 1e6:.0f} MB resident")


if __name__ == "__main__":
    main()
