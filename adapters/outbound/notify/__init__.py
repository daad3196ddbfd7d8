"""Channels by which members of staff are told: e-mail, signed webhooks, WeCom and DingTalk."""

from adapters.outbound.notify.courier import NoticeCourier, Sender
from adapters.outbound.notify.posting import Poster
from adapters.outbound.notify.robots import DINGTALK_HOST, WECOM_HOST, DingTalkRobot, WeComRobot
from adapters.outbound.notify.smtp import SmtpSender
from adapters.outbound.notify.webhook import WebhookSender, signature

__all__ = [
    "DINGTALK_HOST",
    "WECOM_HOST",
    "DingTalkRobot",
    "NoticeCourier",
    "Poster",
    "Sender",
    "SmtpSender",
    "WeComRobot",
    "WebhookSender",
    "signature",
]
