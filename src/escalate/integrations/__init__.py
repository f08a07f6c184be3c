"""Helpers for pandas, Polars and Apache Spark; each needs its own extra and is imported by its own name."""
