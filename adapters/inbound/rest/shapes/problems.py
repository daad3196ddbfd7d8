"""Problems (RFC 9457): a code for programs, words for people in both languages."""

from __future__ import annotations

from pydantic import ConfigDict, Field, JsonValue

from adapters.inbound.rest.shapes.shape import Answer, Words

MEDIA_TYPE = "application/problem+json"


class ReasonSaid(Answer):
    """One reason for a refusal."""

    code: str = Field(description="Stable code of the reason.")
    params: dict[str, JsonValue]
    text: Words
    pointer: str | None = Field(
        default=None, description="JSON pointer to the value of the request that it is about."
    )


class ValueProblem(Answer):
    """One value of the request that cannot be used."""

    place: str = Field(description="`body`, `query` or `header`.")
    pointer: str | None = Field(default=None, description="JSON pointer into the body.")
    name: str | None = Field(default=None, description="Name of the parameter outside the body.")
    code: str
    params: dict[str, JsonValue]
    text: Words


class ProblemSaid(Answer):
    """Why a request got no other answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:unioncase:problem:api_refused",
                "title": "The request was refused; the reasons say why and what would be right.",
                "status": 422,
                "code": "api_refused",
                "params": {},
                "text": {
                    "zh": "请求被拒绝；理由中说明了原因和正确的做法。",
                    "en": "The request was refused; the reasons say why and what would be right.",
                },
                "reasons": [
                    {
                        "code": "field_missing",
                        "params": {"field": "requested"},
                        "text": {"zh": "请填写申请金额", "en": "Fill in the amount"},
                        "pointer": "/data/requested",
                    }
                ],
                "values": [],
            }
        }
    )

    type: str = Field(description="The code as a URN, for programs that know RFC 9457 alone.")
    title: str = Field(description="The text in the language that was asked for.")
    status: int
    code: str = Field(description="Stable code of the problem.")
    params: dict[str, JsonValue] = Field(default={})
    text: Words
    reasons: list[ReasonSaid] = Field(
        default=[], description="Every reason of a refusal, which is recorded as an attempt."
    )
    values: list[ValueProblem] = Field(
        default=[], description="Every value of the request that cannot be used."
    )
