"""For server programs that import an application: `uvicorn --factory app.asgi:application`."""

from fastapi import FastAPI

from app.config import Settings
from app.main import create_app


def application() -> FastAPI:
    return create_app(Settings())
