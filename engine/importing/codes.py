"""What can be wrong with a map of a ledger, with a ledger, and with a row of it."""

from __future__ import annotations

from enum import StrEnum


class ImportCode(StrEnum):
    """Codes of findings; keys of the texts in `ledger.yaml`."""

    # on the map
    UNKNOWN_FIELD = "ledger_unknown_field"
    UNKNOWN_STATE = "ledger_unknown_state"
    UNKNOWN_CLOCK = "ledger_unknown_clock"
    UNKNOWN_DOCUMENT = "ledger_unknown_document"
    UNKNOWN_ACTION = "ledger_unknown_action"
    UNKNOWN_OPTION = "ledger_unknown_option"
    COLUMN_OR_FIXED = "ledger_column_or_fixed"
    NOT_A_LIST_FIELD = "ledger_not_a_list_field"
    LIST_WITHOUT_COLUMNS = "ledger_list_without_columns"
    COMPUTED_FIELD = "ledger_computed_field"
    NUMBER_WITHOUT_KEY = "ledger_number_without_key"
    # on the table
    HEADER_NOT_FOUND = "ledger_header_not_found"
    COLUMN_MISSING = "ledger_column_missing"
    COLUMN_TWICE = "ledger_column_twice"
    COLUMN_UNKNOWN = "ledger_column_unknown"
    SHEET_UNKNOWN = "ledger_sheet_unknown"
    SHEET_UNNAMED = "ledger_sheet_unnamed"
    # on a row
    KEY_EMPTY = "ledger_key_empty"
    KEY_TWICE = "ledger_key_twice"
    KEY_TAKEN = "ledger_key_taken"
    KEY_TOO_LONG = "ledger_key_too_long"
    ROW_HIDDEN = "ledger_row_hidden"
    ROW_DIFFERS = "ledger_row_differs"
    STATE_EMPTY = "ledger_state_empty"
    STATE_NOT_MAPPED = "ledger_state_not_mapped"
    OFFICE_EMPTY = "ledger_office_empty"
    OFFICE_NOT_FOUND = "ledger_office_not_found"
    PERSON_NOT_FOUND = "ledger_person_not_found"
    DATE_MISSING = "ledger_date_missing"
    DATES_OUT_OF_ORDER = "ledger_dates_out_of_order"
    CLOCK_MISSING = "ledger_clock_missing"
    NOT_ALLOWED = "ledger_not_allowed"
    # on a cell
    MERGED = "ledger_merged"
    NOT_MAPPED = "ledger_not_mapped"
    ROUNDED = "ledger_rounded"
    DATE_SHORT_YEAR = "ledger_date_short_year"
    DATE_AMBIGUOUS = "ledger_date_ambiguous"
    DATE_WITHOUT_DAY = "ledger_date_without_day"
    NOT_A_DATE = "ledger_not_a_date"
    IN_FUTURE = "ledger_in_future"
    MONTH_AMBIGUOUS = "ledger_month_ambiguous"
    GROUPING = "ledger_grouping"
    NOT_YES_OR_NO = "ledger_not_yes_or_no"
    LIST_PARTS = "ledger_list_parts"
    # notes on a row that came in
    CLOCK_RAN_OUT = "ledger_clock_ran_out"
    # on the way out
    NOT_WRITABLE = "ledger_not_writable"
