"""Settings from the environment, with safe defaults. Production refuses to start on anything insecure."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import Field
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

import matching
from app import secrets_file
from matching.taxonomy import installed
from registry import crypto
from registry.backups.sealing import BadKey, read_key

ROOT = Path(__file__).resolve().parent.parent
# Empty: not known yet, and shown nowhere.
_NUMBER = re.compile(r"(\+?[0-9][0-9 ]{1,18}[0-9])?")
FIELD_KEYS = "SENDERO_FIELD_KEYS"
DEMO_KEYS = "demo-keys"
# Fewer different characters than this is a word of a manual, not a random text.
_FEWEST_CHARACTERS = 10
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Misconfigured(Exception):
    """The settings do not allow a safe start. `problems` are whole sentences for the operator."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """Environment variables SENDERO_*; `sendero check` prints each with its meaning."""

    model_config = SettingsConfigDict(env_prefix="SENDERO_", extra="ignore")

    secrets_file: Path | None = Field(
        None,
        description="a file with mode 600 of lines NAME=value that holds the secrets instead of the environment",
    )
    env: Literal["demo", "production"] = Field(
        "production", description="demo marks every page as fictitious"
    )
    database_url: str = Field(
        "sqlite:///var/sendero.db", description="sqlite:///PATH or postgresql+psycopg://..."
    )
    secret_key: str = Field(
        "", description="signs and hashes; 32 characters or more, kept outside the repository"
    )
    field_keys: str = Field(
        "", description="Fernet keys of encrypted fields, newest first, separated by commas"
    )
    signing_key: str = Field(
        "",
        description="signs the open data: `sendero new-key --signing`; without one a file in the data directory",
    )
    credential_keys: str = Field(
        "",
        description="sign skill certificates, newest first, separated by commas (a retired one as pub:...); without "
        "any a file in the data directory, changed with `sendero rotate-credential-key`",
    )
    backup_keys: str = Field(
        "",
        description="seal backups, newest first, separated by commas; none of the field keys: `sendero new-key`",
    )
    data_dir: Path = Field(Path("var"), description="uploaded files, mail written to files, demo keys")
    public_url: str = Field(
        "http://127.0.0.1:8000", description="the address people type; https in production"
    )
    trusted_proxies: str = Field(
        "", description="addresses whose X-Forwarded-* headers are believed, or none"
    )
    mail: str = Field(
        "file", description="file (written under the data directory) or smtp://user:password@host:port"
    )
    mail_from: str = Field("sendero@localhost", description="the sender of mail")
    gateway: str = Field(
        "",
        description="text messages and WhatsApp: https://host/path; off (nothing leaves, the messages wait); or file, "
        "in the demo alone (under the data directory). When empty: file in the demo, off elsewhere",
    )
    gateway_hosts: str = Field(
        "", description="hosts that the gateway may have, separated by commas: nothing else is ever called"
    )
    gateway_key: str = Field("", description="signs what is handed to the gateway; 32 characters or more")
    webhook_key: str = Field(
        "", description="the gateway signs with it what it tells; 32 characters or more, another one"
    )
    helpline: str = Field("", description="the telephone that people call for help; shown on every page")
    sms_number: str = Field(
        "", description="where people send ESTADO, VERIFICAR, BAJA or AYUDA; shown on slips and pages"
    )
    whatsapp_number: str = Field("", description="the same by WhatsApp")
    metrics: Literal["on", "off"] = Field(
        "on", description="/metrics, told to this machine alone and to whoever has the token"
    )
    metrics_token: str = Field(
        "", description="opens /metrics from elsewhere; 32 characters or more, or none"
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the environment says counts before what the file of secrets says."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _from_secrets_file())

    @property
    def field_keys_file(self) -> Path | None:
        """The file that holds the field keys, where `sendero keys rotate` can write a new one; None: the environment
        holds them."""
        if os.environ.get(FIELD_KEYS):
            return None
        if self.secrets_file is not None:
            return self.secrets_file
        demo = self.data_dir / DEMO_KEYS
        return demo if self.is_demo and demo.exists() else None

    @property
    def taxonomy_dir(self) -> Path:
        """Where `sendero taxonomy import` keeps what it read and trained."""
        return self.data_dir / "taxonomy"

    @property
    def is_demo(self) -> bool:
        return self.env == "demo"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    def problems(self) -> list[str]:
        """What forbids a safe start, as sentences; empty when all is well."""
        found = []
        if self.secrets_file is not None and (fault := secrets_file.problem_of(self.secrets_file)):
            found.append(fault)
        if not self.is_demo:
            if len(self.secret_key) >= 32 and len(set(self.secret_key)) < _FEWEST_CHARACTERS:
                found.append("SENDERO_SECRET_KEY is no random text. Make one with: sendero new-key")
            if len(self.secret_key) < 32:
                found.append(
                    "SENDERO_SECRET_KEY is missing or shorter than 32 characters. Set a random text."
                )
            if not self.field_keys:
                found.append("SENDERO_FIELD_KEYS is missing. Make one with: sendero new-key")
            if not self.trusted_proxies:
                found.append(
                    "SENDERO_TRUSTED_PROXIES is missing: the addresses of the proxy in front, or 'none' when there is "
                    "none. Without it all the country would share one limit."
                )
            if not self.is_https:
                found.append("SENDERO_PUBLIC_URL must start with https:// outside demo mode.")
        for key in self.field_key_list():
            try:
                Fernet(key)
            except ValueError:
                found.append(
                    "SENDERO_FIELD_KEYS holds a value that is not a Fernet key (44 characters, base64)."
                )
                break
        found += self._problems_of_operation()
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            found.append("SENDERO_DATABASE_URL must start with sqlite:/// or postgresql+psycopg://.")
        if self.mail != "file" and not self.mail.startswith("smtp://"):
            found.append("SENDERO_MAIL must be 'file' or start with smtp://.")
        found += [
            f"SENDERO_{name.upper()} is no telephone number: digits, spaces, a + before them."
            for name in ("helpline", "sms_number", "whatsapp_number")
            if not _NUMBER.fullmatch(getattr(self, name))
        ]
        return found + self._problems_of_gateway()

    def _problems_of_operation(self) -> list[str]:
        found = []
        try:
            self.backup_key_list()
        except BadKey:
            found.append("SENDERO_BACKUP_KEYS holds a value that is no key. Make one with: sendero new-key")
        if set(self._listed(self.backup_keys)) & {*self.field_key_list(), self.secret_key} - {""}:
            found.append(
                "SENDERO_BACKUP_KEYS holds a key of something else: a thief of backups would have both."
            )
        if self.metrics_token and len(self.metrics_token) < 32:
            found.append("SENDERO_METRICS_TOKEN is shorter than 32 characters. Set a random text, or none.")
        return found

    @property
    def is_gateway_file(self) -> bool:
        """Messages are written to a file. It holds telephones in clear, so only of people who are fictitious."""
        return self.is_demo and self.gateway in ("", "file")

    @property
    def is_gateway_off(self) -> bool:
        return self.gateway == "off" or (not self.gateway and not self.is_demo)

    def _problems_of_gateway(self) -> list[str]:
        if self.is_gateway_file or self.is_gateway_off:
            return []
        if self.gateway == "file":
            return [
                "SENDERO_GATEWAY cannot be 'file' outside demo mode: telephones would lie there in clear. Set 'off' or "
                "the address of a gateway."
            ]
        found = []
        parts = urlsplit(self.gateway)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            found.append("SENDERO_GATEWAY must be 'off' or start with https://.")
        if parts.hostname not in self.gateway_host_list():
            found.append("SENDERO_GATEWAY_HOSTS does not name the host of SENDERO_GATEWAY.")
        if min(len(self.gateway_key), len(self.webhook_key)) < 32 or self.gateway_key == self.webhook_key:
            found.append(
                "SENDERO_GATEWAY_KEY and SENDERO_WEBHOOK_KEY must be two texts of 32 characters or more."
            )
        return found

    def gateway_host_list(self) -> list[str]:
        return self._listed(self.gateway_hosts)

    def field_key_list(self) -> list[str]:
        return self._listed(self.field_keys)

    def backup_key_list(self) -> list[bytes]:
        """Raises BadKey."""
        return [read_key(key) for key in self._listed(self.backup_keys)]

    @staticmethod
    def _listed(setting: str) -> list[str]:
        return [part.strip() for part in setting.split(",") if part.strip()]


def prepare(settings: Settings) -> Settings:
    """Refuse what is unsafe, make the data directory, install the keys. Raises Misconfigured.

    In demo mode missing keys are made once and kept in the data directory, readable by the owner alone.
    """
    problems = settings.problems()
    if problems:
        raise Misconfigured(problems)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if settings.is_demo and not (settings.secret_key and settings.field_keys):
        settings = settings.model_copy(update=_demo_keys(settings.data_dir))
    if settings.is_demo and not settings.backup_keys:
        settings = settings.model_copy(update={"backup_keys": _demo_backup_key(settings.data_dir)})
    crypto.use_keys(settings.field_key_list(), settings.secret_key, reread=_follower(settings))
    installed.use(settings.taxonomy_dir)
    if not is_writable(Path(matching.__file__).parent):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(settings.data_dir.resolve() / "numba"))
    return settings


def is_writable(package: Path) -> bool:
    """Whether compiled code can be kept beside the package's own files; in a read-only image it cannot."""
    kept = package / "__pycache__"
    return os.access(kept if kept.exists() else package, os.W_OK)


def _from_secrets_file() -> dict[str, str]:
    """The settings that the file of secrets names, by their own names; nothing when it cannot be used, which
    `Settings.problems` says aloud."""
    path = os.environ.get("SENDERO_SECRETS_FILE")
    if not path or secrets_file.problem_of(Path(path)) is not None:
        return {}
    named = secrets_file.read(Path(path))
    return {
        name.removeprefix("SENDERO_").lower(): value
        for name, value in named.items()
        if name.startswith("SENDERO_")
    }


def _follower(settings: Settings) -> Callable[[], Sequence[str] | None] | None:
    """How a running process learns that the field keys were changed; None where the environment holds them."""
    path = settings.field_keys_file
    return secrets_file.watched(path, lambda: field_keys_in(path)) if path is not None else None


def field_keys_in(path: Path) -> list[str]:
    """The field keys of a file of secrets or of the demo's keys, newest first."""
    if path.name == DEMO_KEYS:
        return path.read_text().split()[1].split(",")
    return [key.strip() for key in secrets_file.read(path).get(FIELD_KEYS, "").split(",") if key.strip()]


def write_field_keys(path: Path, keys: Sequence[str]) -> None:
    """Replace the field keys of such a file, whole or not at all."""
    if path.name == DEMO_KEYS:
        secrets_file.rewrite(path, f"{path.read_text().split()[0]}\n{','.join(keys)}\n")
    else:
        secrets_file.replace_value(path, FIELD_KEYS, ",".join(keys))


def _demo_keys(data_dir: Path) -> dict[str, str]:
    path = data_dir / DEMO_KEYS
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_urlsafe(32)}\n{Fernet.generate_key().decode()}\n")
    secret_key, field_key = path.read_text().split()
    return {"secret_key": secret_key, "field_keys": field_key}


def _demo_backup_key(data_dir: Path) -> str:
    path = data_dir / "demo-backup-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"{Fernet.generate_key().decode()}\n")
    return path.read_text().strip()
