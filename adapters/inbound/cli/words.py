"""Codes of what the command line itself says; keys of the texts in `cli.yaml`."""

from __future__ import annotations

from enum import StrEnum


class CliCode(StrEnum):
    """Faults of what was typed at the command line."""

    NO_PERSON = "cli_no_person"
    NOT_A_PAIR = "cli_not_a_pair"
    GIVEN_TWICE = "cli_given_twice"
    FILE_UNREADABLE = "cli_file_unreadable"
    DATA_NOT_A_MAPPING = "cli_data_not_a_mapping"
    DATA_NOT_JSON = "cli_data_not_json"
    BAD_DATE = "cli_bad_date"
    NO_OFFICE = "cli_no_office"
    YEAR_UNKNOWN = "cli_year_unknown"
    UNKNOWN_CHOICE = "cli_unknown_choice"
    FOLDER_NOT_A_DEMO = "cli_folder_not_a_demo"
    NOTHING_ASKED = "cli_nothing_asked"
    NOTHING_TO_LINK = "cli_nothing_to_link"
