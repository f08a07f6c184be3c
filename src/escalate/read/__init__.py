"""Characters become words and sentences; no rule is known here."""
