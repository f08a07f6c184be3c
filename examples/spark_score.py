"""Score the articles of Parquet files on a cluster and write Parquet.

spark-submit examples/spark_score.py INPUT OUTPUT [--text-column text] [--title-column title] [--date-column date]
                                     [--rules FOLDER] [--model FOLDER | --no-model] [--partitions N]

INPUT and OUTPUT are whatever Spark reads and writes: folders, hdfs://, s3a://. Executors need
``pip install 'escalation-signals[spark]'``; rules and model are read by the driver and travel with the job.
Failed rows have their reason in the column `error`; the last line says how many there are.
"""

from __future__ import annotations

import argparse
import sys

from pyspark.sql import SparkSession

from escalate import EscalateError
from escalate.integrations.spark import score_dataframe


def main() -> int:
    """Run the job."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--text-column", default="text")
    parser.add_argument("--title-column")
    parser.add_argument("--date-column")
    parser.add_argument("--rules")
    parser.add_argument("--model")
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--partitions", type=int, help="spread the rows over so many tasks")
    parser.add_argument("--mode", default="errorifexists", choices=["errorifexists", "overwrite", "append"])
    options = parser.parse_args()
    spark = SparkSession.builder.appName("escalate").getOrCreate()
    try:
        articles = spark.read.parquet(options.input)
        if options.partitions:
            articles = articles.repartition(options.partitions)
        scored = score_dataframe(
            articles,
            options.text_column,
            title_column=options.title_column,
            date_column=options.date_column,
            rules=options.rules,
            model=options.model,
            use_model=not options.no_model,
        )
        scored.write.mode(options.mode).parquet(options.output)
        written = spark.read.parquet(options.output)
        failed = written.where("error IS NOT NULL").count()
        print(f"{written.count():,} rows written to {options.output}, {failed:,} of them with an error")
    except EscalateError as error:
        print(f"spark_score: {error}", file=sys.stderr)
        return 2
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
