"""Odd input: 59 values, the forms of a page as a browser sees them, and requests that no browser would send.

`VALUES`: name -> what is sent in place of an honest answer. `forms_of` reads a page; `Sender` asks the application
itself, byte by byte, so that broken encodings arrive as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, quote_from_bytes, quote_plus, unquote, urlsplit

from fastapi import FastAPI

TAG = "<odd1 onerror=alert(1)>"
SUM, PRODUCT = "7919*7", "55433"


@dataclass(frozen=True, slots=True)
class Many:
    """The field sent several times."""

    values: tuple[str, ...]


MISSING = Many(())
A_FILE = object()

VALUES: dict[str, Any] = {
    "missing": MISSING,
    "empty": "",
    "blank": "   ",
    "line breaks": "\r\n\r\n",
    "NUL": "\x00",
    "NUL inside": "Rosa\x00Caal",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x85\x9f",
    "escape": "\x1b[31mrojo\x1b[0m",
    "right to left": "\u202eSolrac\u202c",
    "right to left marks": "\u200f\u200e\u2066Caal\u2069",
    "no width": "\ufeff\u200b\u200d\u2060",
    "emoji": "👩🏽‍🌾🍓🇬🇹",
    "beyond the plane": "𐐷𝒳𠜎",
    "combining": "Z" + "\u0301\u0316\u0327" * 60,
    "NFD": "Jose\u0301 N\u0303an\u0303ez",
    "ligatures": "\ufb01\ufb02 ½ ⅷ ①",
    "K'iche'": "K’iche’ Q'anjob'al ꞌ",
    "10,000 letters": "a" * 10_000,
    "10,000 emoji": "🍓" * 10_000,
    "60,000 letters": "b" * 60_000,
    "long word": "w" * 300,
    "not characters": "\ufffe\uffff\ufdd0",
    "lone surrogate": b"\xed\xa0\x80abc",
    "invalid UTF-8": b"\xff\xfe\xc3\x28",
    "Latin-1": "Ñandú".encode("latin-1"),
    "too long UTF-8": b"\xc0\xaf\xe0\x80\xaf",
    "formula": '=HYPERLINK("http://e.example","ver")',
    "formula with plus": "+cmd|' /C calc'!A0",
    "formula with at": "@SUM(1+9)*cmd",
    "quotes": "'\"`´‘’“”«»",
    "tag": f"\"'>{TAG}",
    "script": "<script>alert(1)</script><odd1>",
    "entity": "&lt;odd1&gt;&#60;odd1&#62;",
    "SQL": "' OR '1'='1' --",
    "SQL two": "'; DROP TABLE candidate; --",
    "SQL wildcards": "%_\\%[a-z]",
    "Jinja": "{{" + SUM + "}}{% raw %}{{ config }}",
    "dollar": "${" + SUM + "}#{" + SUM + "}<%= " + SUM + " %>",
    "percent": "%s%n%(name)s%d%x{0}{name}",
    "shell": "$(id)`id`;id|id&&id",
    "path": "../../../../etc/passwd",
    "path of Windows": "..\\..\\boot.ini\x00.pdf",
    "header": "a\r\nX-Odd: 1\r\n\r\n<odd1>",
    "address": "http://169.254.169.254/latest/meta-data",
    "javascript": "javascript:alert(1)",
    "zero": "0",
    "minus one": "-1",
    "huge number": "9" * 40,
    "beyond 64 bits": "9223372036854775808",
    "beyond 32 bits": "2147483648",
    "NaN": "NaN",
    "infinite": "-Infinity",
    "exponent": "1e308",
    "decimal": "0.1e-400",
    "other digits": "١٢٣",
    "day one": "0001-01-01",
    "last day": "9999-12-31",
    "no such day": "2027-02-29",
    "several": Many(("uno", "dos", "tres")),
}
FILE_TOO: dict[str, Any] = {"a file": A_FILE}

# Of JSON, in place of a value.
JSON_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**40, "", "x" * 10_000, "\x00", "a\x00b", "\ud800", [], {}, [[]], [None],
    {"a": {"b": []}}, ["a"] * 500, TAG, "=cmd", "9999-12-31", "0001-01-01", "NaN", "1e400", "'; --", {"$gt": ""},
)  # fmt: skip
RAW_JSON = (
    b"", b"{", b"null", b"[]", b'"a"', b"NaN", b'{"a": NaN}', b'{"a": Infinity}', b"[" * 20_000, b'{"a":' * 20_000,
    b"\xff\xfe", b"\x00", b'{"a": 1, "a": 2}', b'{"\\ud800": 1}', b"9" * 60_000, b'{"__proto__": {"a": 1}}',
)  # fmt: skip


# ---------------------------------------------------------------- forms as a page shows them


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    action: str
    method: str
    is_multipart: bool
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        return urlsplit(self.action).path, tuple(self.fields)


# Typed in clear, and never given back in a page.
_SECRETS = {"word"}


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._field: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = said.get("action") or self.page
            is_multipart = said.get("enctype") == "multipart/form-data"
            self._form = Form(action, said.get("method", "get").upper(), is_multipart)
            self.forms.append(self._form)
        elif self._form is not None and tag in ("input", "select", "textarea") and said.get("name"):
            self._add(self._form, tag, said)
        elif tag == "option" and self._field is not None and self._field.kind == "select":
            if said.get("value"):
                self._field.choices.append(said["value"])
            if "selected" in said:
                self._field.value = said.get("value", "")

    def _add(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, kind = said["name"], said.get("type", "text") if tag == "input" else tag
        if name in _SECRETS or said.get("autocomplete") == "one-time-code":
            kind = "password"
        known = form.fields.setdefault(name, Field(name, kind))
        if kind in ("radio", "checkbox"):
            known.choices.append(said.get("value", "on"))
            if "checked" in said:
                known.value = said.get("value", "on")
        elif tag == "input":
            known.value = said.get("value", "")
        self._field = known

    def handle_data(self, data: str) -> None:
        if self._field is not None and self._field.kind == "textarea" and not self._field.value:
            self._field.value = data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._field = None
        elif tag == "form":
            self._form = self._field = None


def forms_of(page: str, text: str) -> list[Form]:
    reader = _Reader(page)
    reader.feed(text)
    return reader.forms


_BY_NAME = {
    "email": "rosa@example.org", "phone": "55551234", "tel": "55551234", "dpi": "2547896321601", "year": "2026",
    "month": "3", "day": "1", "age": "30", "number": "5", "date": "2026-03-01", "url": "https://example.org",
}  # fmt: skip


def honest(one: Field) -> str:
    """What somebody would write who does as they are told; the same words nowhere else on the page."""
    if one.value and one.kind != "checkbox":
        return one.value
    if one.choices:
        return one.choices[0]
    for word, value in _BY_NAME.items():
        if one.kind == word or one.name.lower().endswith(word):
            return value
    return f"Honesto {one.name}"


# ---------------------------------------------------------------- bodies


def _pair(name: str, value: str | bytes) -> str:
    sent = (
        quote_from_bytes(value, safe="")
        if isinstance(value, bytes)
        else quote_plus(value, errors="surrogatepass")
    )
    return f"{quote_plus(name)}={sent}"


def encoded(answers: dict[str, Any]) -> tuple[str, bytes]:
    """Content type and body of a form in which some value may be odd."""
    pairs = []
    for name, value in answers.items():
        for one in value.values if isinstance(value, Many) else (value,):
            pairs.append(_pair(name, one))
    return "application/x-www-form-urlencoded", "&".join(pairs).encode()


def multipart(answers: dict[str, Any]) -> tuple[str, bytes]:
    """The same as parts. A_FILE stands for a small file."""
    out = b""
    for name, value in answers.items():
        for one in value.values if isinstance(value, Many) else (value,):
            out += b'--ODD\r\nContent-Disposition: form-data; name="' + name.encode() + b'"'
            if one is A_FILE:
                out += b'; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nHola\r\n'
            else:
                out += (
                    b"\r\n\r\n"
                    + (one if isinstance(one, bytes) else one.encode("utf-8", "surrogatepass"))
                    + b"\r\n"
                )
    return "multipart/form-data; boundary=ODD", out + b"--ODD--\r\n"


def in_address(value: Any) -> str:
    """An odd value as part of an address, percent-encoded as a browser would or as it is."""
    if isinstance(value, Many):
        return quote(value.values[0]) if value.values else ""
    return (
        quote_from_bytes(value, safe="")
        if isinstance(value, bytes)
        else quote(value, safe="", errors="surrogatepass")
    )


# ---------------------------------------------------------------- asking


@dataclass
class Answer:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_json(self) -> bool:
        return any(name == b"content-type" and b"json" in told for name, told in self.headers)


class Sender:
    """One browser or script, straight to the application."""

    def __init__(
        self, app: FastAPI, runner: asyncio.Runner, cookies: dict[str, str], key: str | None = None
    ) -> None:
        self.app = app
        self.runner = runner
        self.headers = [(b"host", b"127.0.0.1:8000"), (b"accept-encoding", b"identity")]
        if cookies:
            line = "; ".join(f"{name}={value}" for name, value in cookies.items())
            self.headers.append((b"cookie", line.encode()))
        self.key = key

    def ask(
        self,
        method: str,
        address: str,
        *,
        body: bytes = b"",
        kind: str = "",
        more: list[tuple[bytes, bytes]] | None = None,
    ) -> Answer:
        return self.runner.run(self._exchange(method, address, body, kind, more or []))

    async def _exchange(
        self, method: str, address: str, body: bytes, kind: str, more: list[tuple[bytes, bytes]]
    ) -> Answer:
        path, _, query = address.partition("?")
        headers = [*self.headers, *more]
        if kind:
            headers += [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        if self.key and path.startswith("/api/"):
            headers.append((b"authorization", f"Bearer {self.key}".encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "headers": headers, "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 8000),
            "state": {},
        }  # fmt: skip
        answer = Answer(0, [], b"")
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                await asyncio.sleep(3600)
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message["headers"])
            else:
                answer.body += message.get("body", b"")

        await self.app(scope, receive, send)
        return answer


def wrong_with(answer: Answer, value: Any) -> Iterator[str]:
    """What must never be in an answer to an odd value."""
    if answer.status >= 500:
        yield f"answers {answer.status}"
    body = answer.body
    # In JSON it is a word like any other: no browser reads a page in it (nosniff).
    if b"<odd1" in body and not answer.is_json:
        yield "shows a tag as it was typed"
    if isinstance(value, str) and SUM in value and PRODUCT.encode() in body:
        yield "works out what was typed"
    if any(name.lower() == b"x-odd" or b"\n" in told for name, told in answer.headers):
        yield "writes a header that was typed"
    if b"Traceback (most recent call last)" in body:
        yield "shows a trace"
