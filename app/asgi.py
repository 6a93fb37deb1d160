"""For server programs that import an application: `uvicorn --factory app.asgi:application`."""

from fastapi import FastAPI

from app.reading import code_is_read


def application() -> FastAPI:
    with code_is_read():
        from app import logs
        from app.config import Settings
        from app.main import create_app

        settings = Settings()
        logs.take_over(settings)
        return create_app(settings)
