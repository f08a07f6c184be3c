"""`python -m escalate`."""

from escalate.cli.main import main

main()
