"""/denuncia - report a charge or a swindle, without account, and come back with the receipt.

One question a page, saved under seal for half an hour (visit.py). No form of these pages leaves a token, a line in
the log or a second behind. Start at start.py; the questions are questions.py, coming back is thread.py.
"""

from fastapi import APIRouter

from app.public.report import asking, payments, sending, start, thread

router = APIRouter()
# asking.py answers any other word of the address: it comes last.
for _screens in (start, payments, sending, thread, asking):
    router.include_router(_screens.router, prefix="/denuncia")
