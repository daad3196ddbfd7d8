"""Codes of what the command line itself says; keys of the texts in `cli.yaml`."""

from __future__ import annotations

from enum import StrEnum


class StaffCode(StrEnum):
    """Faults of a file of offices and people."""

    NOT_A_MAPPING = "staff_not_a_mapping"
    NOT_A_LIST = "staff_not_a_list"
    KEY_UNKNOWN = "staff_key_unknown"
    KEY_MISSING = "staff_key_missing"
    NOT_A_TEXT = "staff_not_a_text"
    UNKNOWN = "staff_unknown"
    BAD_REGION = "staff_bad_region"
    BAD_DATE = "staff_bad_date"
    DATES_REVERSED = "staff_dates_reversed"
    BAD_LIMIT = "staff_bad_limit"
    CIRCLE = "staff_circle"


class CliCode(StrEnum):
    """Faults of what was typed at the command line."""

    NO_PERSON = "cli_no_person"
    NOT_A_PAIR = "cli_not_a_pair"
    GIVEN_TWICE = "cli_given_twice"
    FILE_UNREADABLE = "cli_file_unreadable"
    DATA_NOT_A_MAPPING = "cli_data_not_a_mapping"
    DATA_NOT_JSON = "cli_data_not_json"
    BAD_DATE = "cli_bad_date"
    BAD_HOURS = "cli_bad_hours"
    BAD_ADDRESS = "cli_bad_address"
    NO_OFFICE = "cli_no_office"
    YEAR_UNKNOWN = "cli_year_unknown"
    UNKNOWN_CHOICE = "cli_unknown_choice"
    FOLDER_NOT_A_DEMO = "cli_folder_not_a_demo"
    NOTHING_ASKED = "cli_nothing_asked"
    BAD_SHARE = "cli_bad_share"
    NOTHING_TO_LINK = "cli_nothing_to_link"
