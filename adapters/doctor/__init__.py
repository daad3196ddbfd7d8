"""What is wrong with an installation, and what to do about it."""

from adapters.doctor.checks import CHECKS, checks, examined, worst_of
from adapters.doctor.symptoms import DoctorCode, State, Symptom

__all__ = ["CHECKS", "DoctorCode", "State", "Symptom", "checks", "examined", "worst_of"]
