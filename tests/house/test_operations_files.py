"""The sample files of docs/operations are ones that systemd and nginx take, and they keep what the texts promise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from app import readiness
from app.config import ROOT
from registry.backups import taking

FOLDER = ROOT / "docs" / "operations"
UNITS = sorted(FOLDER.glob("*.service"))
REPORTERS = ("/denuncia", "/voz", "/api/v1/complaints")


def _options(unit: Path) -> dict[str, str]:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text())
    return dict(parser["Service"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_are_hardened_and_known_to_systemd(unit: Path, tmp_path: Path) -> None:
    options = _options(unit)
    wanted = {
        "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
        "PrivateDevices": "yes", "ProtectKernelTunables": "yes", "RestrictNamespaces": "yes", "LockPersonality": "yes",
        "CapabilityBoundingSet": "", "UMask": "0077", "User": "sendero",
    }  # fmt: skip
    assert wanted.items() <= options.items()
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit.read_text())
    (tmp_path / unit.name).write_text(text.replace("After=network.target postgresql.service", ""))
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert unit.name not in said.stderr, said.stderr


def test_every_timer_has_its_service() -> None:
    for timer in FOLDER.glob("*.timer"):
        assert timer.with_suffix(".service").exists() and "Persistent=true" in timer.read_text()


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    text = (FOLDER / "nginx.conf").read_text()
    for path in REPORTERS:
        assert re.search(rf"~\^{re.escape(path)} 0;", text)
    assert "TLSv1.2 TLSv1.3" in text and "X-Forwarded-For $remote_addr" in text and "$request " not in text
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
         "/CN=sendero.example.gt", "-keyout", key, "-out", certificate, "-days", "2"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", text)
    text = re.sub(r"ssl_certificate +/.*;", f"ssl_certificate {certificate};", text)
    text = text.replace("/var/log/nginx/", f"{tmp_path}/").replace(" 80;", " 8080;").replace(":80;", ":8080;")
    whole = tmp_path / "nginx.conf"
    places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{name}_temp_path {tmp_path}/{name};\n" for name in places)
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{own}{text}\n}}\n")
    tried = subprocess.run(
        [nginx, "-t", "-p", tmp_path, "-c", whole], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stderr


def test_the_caddyfile_is_balanced_and_keeps_reporters_out_of_its_log() -> None:
    text = (FOLDER / "Caddyfile").read_text()
    assert text.count("{\n") == len(re.findall(r"(?m)^\s*\}$", text))
    assert all(f"{path}*" in text for path in REPORTERS) and "log_skip @reporters" in text


def test_the_handbook_names_every_code_and_how_long_backups_are_kept() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    for code in readiness.STOPS:
        assert f"`{code}`" in text
    standing_codes = re.findall(r'^            "(\w+)":', Path(readiness.__file__).read_text(), re.MULTILINE)
    missing = [code for code in standing_codes if f"`{code}`" not in text and "_seconds" not in code]
    known = {"up", "disk_free_bytes", "mail_waiting", "messages_waiting", "events_count", "index_people"}
    assert set(missing) <= known
    assert f"all of {taking.KEEP_ALL.days} days" in text and "a week for 5 weeks" in text
