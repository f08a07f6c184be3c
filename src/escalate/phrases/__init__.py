"""The phrase language and its matcher: words in, matches out; no rule is known here."""
