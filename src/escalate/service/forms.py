"""Reads the page's forms, in memory only: no part of a text ever reaches the disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from escalate.service.errors import Refusal
from escalate.service.settings import Settings
from escalate.service.worker import Given

MAX_FIELDS = 12


async def read_form(request: Request, settings: Settings) -> dict[str, str | tuple[str, bytes]]:
    """Fields by name: text, or a file's name and bytes.

    Raises
    ------
    Refusal
        The body is not a form.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    try:
        if kind == "application/x-www-form-urlencoded":
            data = await FormParser(request.headers, _stream(request)).parse()
        elif kind == "multipart/form-data":
            parser = MultiPartParser(
                request.headers,
                _stream(request),
                max_files=2,
                max_fields=MAX_FIELDS,
                max_part_size=settings.max_bytes,
            )
            parser.spool_max_size = settings.max_bytes + 1  # larger files would go to the disk
            data = await parser.parse()
        else:
            raise Refusal("Not a form. Use the page, or the API under /v1.")
    except (MultiPartException, ValueError, KeyError, LookupError):
        raise Refusal("The form cannot be read. Send it again from the page.") from None
    fields: dict[str, str | tuple[str, bytes]] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            fields[name] = (value.filename or "", await value.read())
            await value.close()
        else:
            fields[name] = value
    return fields


def given(fields: dict[str, str | tuple[str, bytes]], suffix: str = "") -> Given:
    """The article of a form; a file goes before typed text."""
    file = fields.get(f"file{suffix}", "")
    title = text_of(fields, f"title{suffix}")
    if isinstance(file, tuple) and file[0]:
        return Given(title=title, name=file[0], data=file[1])
    return Given(text=text_of(fields, f"text{suffix}"), title=title)


def text_of(fields: dict[str, str | tuple[str, bytes]], name: str) -> str:
    """A text field; empty where it is missing or a file."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


async def _stream(request: Request) -> AsyncGenerator[bytes, None]:
    async for part in request.stream():
        yield part
