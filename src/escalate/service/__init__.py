"""The web service: a page to paste into, and a JSON API. Needs the extra `serve`."""
