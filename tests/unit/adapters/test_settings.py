"""Settings: defaults under one folder, variables over defaults, language from the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from adapters.settings import Settings


def test_everything_lies_in_the_data_folder_by_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One variable moves the database and the documents together."""
    monkeypatch.setenv("UNIONCASE_DATA_DIR", str(tmp_path))
    settings = Settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/unioncase.sqlite"
    assert settings.documents_url == f"file://{tmp_path}/documents"


def test_a_variable_names_another_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """UNIONCASE_DATABASE_URL is taken as it is."""
    monkeypatch.setenv("UNIONCASE_DATABASE_URL", "postgresql+psycopg://office/cases")
    assert Settings().database_url == "postgresql+psycopg://office/cases"


def test_the_data_folder_is_the_persons_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a variable, data lie where the person's programs keep theirs."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Settings().data_dir == tmp_path / "unioncase"


@pytest.mark.parametrize(
    ("lang", "language"),
    [
        ("zh_CN.UTF-8", "zh"),
        ("en_GB.UTF-8", "en"),
        ("de_DE.UTF-8", "en"),
        ("C.UTF-8", "zh"),
        ("C", "zh"),
        ("POSIX", "zh"),
        ("", "zh"),
    ],
)
def test_the_language_follows_the_terminal(
    monkeypatch: pytest.MonkeyPatch, lang: str, language: str
) -> None:
    """A terminal that names another language gets English, one that names none Chinese."""
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", lang)
    assert Settings().lang == language


def test_the_chosen_language_overrides_the_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """UNIONCASE_LANG is stronger than what the terminal says."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("UNIONCASE_LANG", "en")
    assert Settings().lang == "en"


def test_an_unknown_language_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language that has no texts is an error at the start, not a page of codes later."""
    monkeypatch.setenv("UNIONCASE_LANG", "fr")
    with pytest.raises(ValidationError, match="lang"):
        Settings()


def test_the_signing_key_is_not_shown() -> None:
    """Printing the settings does not print the key."""
    settings = Settings.model_validate({"signing_key": "-----BEGIN PRIVATE KEY-----"})
    assert settings.signing_key is not None
    assert "BEGIN" not in repr(settings)
