"""For server programs that import an application: `uvicorn --factory app.asgi:application`."""

from fastapi import FastAPI

from app import logs
from app.config import Settings
from app.main import create_app


def application() -> FastAPI:
    settings = Settings()
    logs.take_over(settings)
    return create_app(settings)
