"""/mi, /registro and /estado"""

from fastapi import APIRouter

router = APIRouter()
