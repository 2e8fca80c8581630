from __future__ import annotations

import pytest

from gcm_pipeline.mentions.process import detect


@pytest.mark.parametrize(
    ("text", "process"),
    [
        ("Voluntary GCM Review of a synthetic country. The 2030 Agenda is a related framework.", "GCM"),
        (
            "GCM voluntary national review: implementation of the Global Compact for Safe, Orderly Migration",
            "GCM",
        ),
        ("Voluntary National Review 2021, submitted to the High-level Political Forum. SDG 10 and migration.", "HLPF"),
        ("VNR: how the 2030 Agenda and the GCM meet", "HLPF"),
        ("Mise en œuvre du Pacte mondial pour des migrations sûres, ordonnées et régulières et les ODD", "GCM"),
        ("Examen national volontaire : les ODD dans le pays", "HLPF"),
        ("Implementación del Pacto Mundial para la Migración Segura, Ordenada y Regular", "GCM"),
        ("Informe Nacional Voluntario sobre los Objetivos de Desarrollo Sostenible", "HLPF"),
        ("Implementação do Pacto Global para uma Migração Segura", "GCM"),
        ("Relatório Nacional Voluntário sobre os Objetivos de Desenvolvimento Sustentável", "HLPF"),
        ("تقرير عن تنفيذ الاتفاق العالمي من أجل الهجرة الآمنة والمنظمة والنظامية", "GCM"),
        ("الاستعراض الوطني الطوعي لأهداف التنمية المستدامة", "HLPF"),
        ("Обзор осуществления Глобального договора о безопасной, упорядоченной и легальной миграции", "GCM"),
        ("Добровольный национальный обзор: цели устойчивого развития", "HLPF"),
        ("国际移民问题审查论坛:安全、有序和正常移民全球契约", "GCM"),
        ("国别自愿陈述报告:可持续发展目标", "HLPF"),
        ("An odd report on labour markets", None),
        ("", None),
        ("The GCM and the SDGs " * 40, None),
    ],
)
def test_processes_are_told_apart(text: str, process: str | None) -> None:
    assert detect(text) == process


def test_the_opening_weighs_more_than_what_follows() -> None:
    assert detect("Voluntary National Review. " + "x" * 3000 + " the GCM" * 8) == "HLPF"
