"""The office in the browser: pages for caseworkers, supervisors, auditors and administrators."""

from adapters.inbound.web.section import pages

__all__ = ["pages"]
