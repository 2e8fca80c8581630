"""The files under deploy/, which cannot be started here: their form, and what an operator must be able to rely on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from gcm_pipeline.configuration import NAMES
from gcm_pipeline.reference import ROOT
from gcm_pipeline.services import Service

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
PINNED = re.compile(r"[\w./-]+:\d+\.\d+[\w.-]*")
PASSWORD = re.compile(r"postgres(ql)?(\+\w+)?://[^\s/:]+:[^\s@]+@", re.IGNORECASE)
EXPOSURE = 20  # of systemd's exposure level, times ten: "OK", with room for newer versions' rules


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path", sorted(path for path in DEPLOY.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_no_password_stands_in_a_file(path: Path) -> None:
    assert not PASSWORD.search(path.read_text(encoding="utf-8"))


def test_the_settings_are_known() -> None:
    assert {*_load(DEPLOY / "settings.yaml")} <= {*NAMES}
    assert {*_load(DEPLOY / "helm" / "values.yaml")["settings"]} <= {*NAMES}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        text = unit.read_text(encoding="utf-8").replace("/opt/gcm-pipeline/.venv/bin/gcm-pipeline", sys.executable)
        (tmp_path / unit.name).write_text(text)
    one = tmp_path / "gcm-pipeline@code.service"
    for arguments in (["verify", tmp_path / "gcm-pipeline.target", one], ["security", "--offline=true", one]):
        more = [f"--threshold={EXPOSURE}"] if arguments[0] == "security" else []
        done = subprocess.run(
            ["systemd-analyze", *more, *arguments],
            env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        assert "Unknown" not in done.stderr, done.stderr


def test_the_units_start_every_service() -> None:
    target = (UNITS / "gcm-pipeline.target").read_text(encoding="utf-8")
    assert {*re.findall(r"gcm-pipeline@(\w+)\.service", target)} == {*Service}


def test_the_image_is_pinned_and_runs_as_nobody_special() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM")]
    assert all(PINNED.fullmatch(base) for base in bases)
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users == ["10001:10001"]
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert any("--require-hashes" in line for line in lines)
    copied = [
        source for line in lines if line.startswith("COPY") and "--from" not in line for source in line.split()[1:-1]
    ]
    assert all((ROOT / source).exists() for source in copied)


def test_compose_runs_every_service_with_few_rights() -> None:
    compose = _load(DEPLOY / "compose.yaml")
    services = compose["services"]
    assert {*services} == {*Service, "database"}
    for name, service in services.items():
        assert PINNED.fullmatch(service["image"]), name
        assert service["user"] not in ("root", "0")
        assert service["healthcheck"]["test"]
        assert {*service["secrets"]} <= {*compose["secrets"]}
        assert {*service["networks"]} <= {*compose["networks"]}
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
        assert all(other in services for other in service.get("depends_on", {}))
    for name in Service:
        assert services[name]["command"][:2] == ["serve", name]
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        variables = {variable.removesuffix("_FILE") for variable in services[name]["environment"]}
        assert variables <= {*NAMES, "GCM_CONFIG"}
    for volume in (volume.split(":")[0] for service in services.values() for volume in service["volumes"]):
        assert volume in compose["volumes"] or volume.startswith("${") or (DEPLOY / volume).exists()


def test_the_chart_is_whole() -> None:
    """Rendered by hand, as far as its templates go: one container's turn of the loop, values put in their places."""
    values = _load(DEPLOY / "helm" / "values.yaml")
    assert {*values["resources"]} == {*Service}
    assert PINNED.fullmatch(f"{values['image']['repository']}:{values['image']['tag']}")
    template = (DEPLOY / "helm" / "templates" / "pipeline.yaml").read_text(encoding="utf-8")
    named = re.findall(r"\.Values\.([\w.]+)", template)
    for name in named:
        found: Any = values
        for part in name.split("."):
            assert part in found, f".Values.{name} has no value"
            found = found[part]
    assert {name.split(".")[0] for name in named} == {*values}, "every value is used"
    rendered = re.sub(r"\{\{[^}]*\}\}", "x", re.sub(r"(?m)^\s*\{\{-.*\}\}\n", "", template))
    _, _, deployment = yaml.safe_load_all(rendered)
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert deployment["spec"]["replicas"] == 1
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["livenessProbe"] == container["startupProbe"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
