"""Kill `escalate batch` at random moments, resume it, and compare with an unbroken run, record by record.

python benchmarks/kill_resume.py [--kills 20] [--records 20000] [--workers 2] [--suffix .jsonl] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memory import write_records

_POLL = 0.02


def command(source: Path, output: Path, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "escalate", "batch", str(source), "-o", str(output), "--workers", str(workers), "-q",
        "--text-column", "text",
    ]  # fmt: skip


def records_in(output: Path) -> list[object]:
    """What the output holds now; fails if any of it cannot be read."""
    if output.suffix == ".parquet":
        import pyarrow.parquet as pq

        parts = sorted(output.with_name(output.name + ".parts").glob("part-*.parquet"))
        files = [output] if output.exists() else parts
        return [row for file in files for row in pq.read_table(file).to_pylist()]
    if not output.exists():
        return []
    text = output.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        raise SystemExit(f"{output}: the last line is not whole")
    if output.suffix == ".csv":
        return list(text.splitlines())
    return [json.loads(line) for line in text.splitlines()]


def written(output: Path) -> int:
    """Something that grows as a run writes results."""
    if output.suffix == ".parquet":
        return len(list(output.with_name(output.name + ".parts").glob("part-*")))
    return output.stat().st_size if output.exists() else 0


def run_killed(arguments: list[str], output: Path, at_work: bool, after: float) -> bool:
    """Start, and send SIGKILL after some seconds, counted from the first new output if `at_work`.

    Returns whether the run was still going.
    """
    before = written(output)  # resuming may shorten it: only growth counts
    process = subprocess.Popen([*arguments, "--resume"], start_new_session=True)
    deadline = None if at_work else time.monotonic() + after
    while deadline is None or time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        now = written(output)
        if deadline is None and now > before:
            deadline = time.monotonic() + after
        before = now
        time.sleep(_POLL)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--suffix", default=".jsonl", choices=[".jsonl", ".csv", ".parquet"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=3.0, help="seconds of work before a kill, at most")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "records.jsonl"
        write_records(source, options.records, broken_every=97)
        unbroken, broken = Path(folder) / f"unbroken{options.suffix}", Path(folder) / f"broken{options.suffix}"
        subprocess.run(command(source, unbroken, options.workers), check=True)
        arguments = command(source, broken, options.workers)
        kills = rounds = 0
        print("kill  after s  records readable")
        while kills < options.kills:
            # One in four hits the start or the skipping, the others the work itself.
            at_work, after = chance.random() < 0.75, chance.uniform(0.0, options.longest)
            if run_killed(arguments, broken, at_work, after):
                kills += 1
                print(f"{kills:>4}  {after:7.2f}  {len(records_in(broken)):>16,}", flush=True)
            else:  # done before the kills were: compare, and begin another
                compare(unbroken, broken)
                rounds += 1
                for path in Path(folder).glob("broken*"):
                    path.unlink()
        subprocess.run([*arguments, "--resume"], check=True)
        compare(unbroken, broken)
        print(f"{kills} kills over {rounds + 1} runs: all outputs and rejects equal the unbroken run's")


def compare(unbroken: Path, broken: Path) -> None:
    """Fail unless outputs and rejects are the same, record by record."""
    one, other = records_in(unbroken), records_in(broken)
    rejects = [path.with_name(path.name + ".rejects.jsonl").read_bytes() for path in (unbroken, broken)]
    if one != other or rejects[0] != rejects[1]:
        raise SystemExit(f"not the same: {len(one):,} records unbroken, {len(other):,} after kills")


if __name__ == "__main__":
    main()
