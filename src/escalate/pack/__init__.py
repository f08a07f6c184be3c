"""Rules, contexts, actors and furniture as they are written in YAML, and compiled."""
