"""Tables as offices keep them: XLSX and CSV, read and written."""

from adapters.outbound.spreadsheets.delimited import CsvRowSource
from adapters.outbound.spreadsheets.opening import row_source
from adapters.outbound.spreadsheets.workbook import XlsxRowSource
from adapters.outbound.spreadsheets.writing import write_table

__all__ = ["CsvRowSource", "XlsxRowSource", "row_source", "write_table"]
