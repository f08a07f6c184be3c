"""What `escalate rules` is made of: checks, explanations and statistics of rules, none of them needed to score."""
