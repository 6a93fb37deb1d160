"""Files that an agency sends: what was chosen, read at once."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile

from app.agency.lists import Sent
from app.deps import settings_of
from app.downloads import files_folder
from registry.errors import Invalid
from registry.files.checks import MAX_BYTES, check
from registry.files.legible import doubt
from registry.files.models import StoredFile
from registry.files.service import store


def chosen(form: FormData, name: str = "file") -> list[tuple[str, bytes]]:
    """Name and bytes of each file that was chosen; one byte more than allowed is read, so that it is refused."""
    return [
        (one.filename or "", one.file.read(MAX_BYTES + 1))
        for one in form.getlist(name)
        if isinstance(one, UploadFile) and one.filename
    ]


def readable(form: FormData, *, is_sure: bool) -> tuple[str, bytes] | None:
    """The one file beside a form, if there is one, when it can be read. Raises Invalid on the field "file"."""
    files = chosen(form)
    if not files:
        return None
    found = None if is_sure else doubt(check(files[0][1]))
    if found is not None:
        raise Invalid(found, field="file")
    return files[0]


def keep_one(sent: Sent, *, is_sure: bool = False) -> StoredFile | None:
    """Store the one file beside a form, if there is one. Raises Invalid on the field "file"."""
    found = readable(sent.form, is_sure=is_sure)
    if found is None:
        return None
    folder = files_folder(settings_of(sent.request))
    return store(sent.session, folder, found[1], name=found[0], agency_id=sent.agency.id)
