"""What the pages and the API share: one application, sessions, guards and problems."""

from adapters.http.application import CLAIMANT, Section, application
from adapters.http.faults import HttpCode, HttpError
from adapters.http.problems import Problem, problem_of
from adapters.http.sessions import Visitor, signed_in, visitor_of
from adapters.http.site import Site, site_of

__all__ = [
    "CLAIMANT",
    "HttpCode",
    "HttpError",
    "Problem",
    "Section",
    "Site",
    "Visitor",
    "application",
    "problem_of",
    "signed_in",
    "site_of",
    "visitor_of",
]
