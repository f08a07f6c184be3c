"""A real Spark session with two executor threads; needs Java and is never skipped where pyspark is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession

from escalate import InputError, Scorer
from escalate.batch import run_batch
from escalate.integrations.frames import ADDED
from escalate.integrations.spark import score_dataframe

from .articles import ARTICLES, FAILING

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]  # Spark's own are not ours to mend

ROOT = Path(__file__).parents[2]
SCHEMA = pa.schema([("id", pa.string()), ("title", pa.string()), ("text", pa.string()), ("date", pa.date32())])


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .appName("escalate tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    path = tmp_path / "articles.parquet"
    many = [{**article, "id": f"{article['id']}-{n}"} for n in range(40) for article in ARTICLES]
    pq.write_table(pa.Table.from_pylist(many, schema=SCHEMA), path)
    return path


def _batch(parquet: Path, scorer: Scorer) -> dict[str, dict[str, object]]:
    output = parquet.parent / "batch.jsonl"
    run_batch((str(parquet),), output, scorer)
    return {record["id"]: record for record in map(json.loads, output.read_text(encoding="utf-8").splitlines())}


def test_scores_are_those_of_batch_and_bad_rows_come_back(spark: SparkSession, parquet: Path) -> None:
    batch = _batch(parquet, Scorer.load())
    rows = score_dataframe(spark.read.parquet(str(parquet)).repartition(4)).collect()
    assert len(rows) == 40 * len(ARTICLES)
    failed = {row["id"] for row in rows if row["error"] is not None}
    assert failed == {f"{name}-{n}" for n in range(40) for name in FAILING}
    assert set(batch) == {row["id"] for row in rows} - failed
    for row in rows:
        if row["id"] in failed:
            assert row["error"].startswith("has no 'text'")
            assert [row[name] for name in ADDED[:-1]] == [None] * 5
        else:
            assert [row[name] for name in ADDED[:-1]] == [batch[row["id"]][name] for name in ADDED[:-1]]


class _Mark:
    """Leaves a file behind each time that it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)

    def __reduce__(self) -> tuple[object, tuple[str, str, str]]:
        return tempfile.mkstemp, ("", "unpacked-", self.folder)


def test_each_executor_process_unpacks_the_scorer_once(spark: SparkSession, parquet: Path, tmp_path: Path) -> None:
    marked = Scorer.load(use_model=False)
    marked.mark = _Mark(tmp_path)  # type: ignore[attr-defined]
    tasks = 8
    frame = spark.read.parquet(str(parquet)).repartition(tasks)
    for _ in range(2):  # two jobs with the same scorer
        assert len(score_dataframe(frame, scorer=marked).collect()) == 40 * len(ARTICLES)
    unpacked = len(list(tmp_path.glob("unpacked-*")))
    assert 1 <= unpacked <= 2  # two processes at most, sixteen tasks


def test_rules_alone_differ_and_travel_with_the_job(spark: SparkSession, parquet: Path) -> None:
    alone = Scorer.load(use_model=False)
    batch = _batch(parquet, alone)
    rows = score_dataframe(spark.read.parquet(str(parquet)), use_model=False).where("error IS NULL").collect()
    assert {row["id"]: row["score"] for row in rows} == {name: record["score"] for name, record in batch.items()}


def test_a_wrong_column_is_refused_on_the_driver(spark: SparkSession, parquet: Path) -> None:
    with pytest.raises(InputError, match="has no column 'body'"):
        score_dataframe(spark.read.parquet(str(parquet)), "body")


def test_the_example_runs_under_spark_submit(parquet: Path, tmp_path: Path) -> None:
    import pyspark

    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    output = tmp_path / "scored"
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    run = subprocess.run(
        [
            str(submit), "--master", "local[2]", "--conf", "spark.ui.enabled=false",
            str(ROOT / "examples" / "spark_score.py"), str(parquet), str(output), "--partitions", "2",
        ],
        env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    assert "200 rows written" in run.stdout and "40 of them with an error" in run.stdout
    assert pq.read_table(output).num_rows == 200
