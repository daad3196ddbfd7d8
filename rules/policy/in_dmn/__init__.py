"""The policy form in DMN: documents to models and back."""

from rules.policy.in_dmn.figures import NOT_SET, REGION
from rules.policy.in_dmn.reading import is_policy, policy_documents
from rules.policy.in_dmn.writing import policy_models

__all__ = ["NOT_SET", "REGION", "is_policy", "policy_documents", "policy_models"]
