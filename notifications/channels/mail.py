"""E-mail by Django's back end (SMTP in production, files or memory elsewhere)."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notifications.channels.base import Accepted, Failure, Message

#: SMTP answers from 500 on say that the same message will never be taken (RFC 5321, section 4.2.1).
PERMANENT = 500


class Mailbox:
    """One connection to the mail server, opened at the first message and given up after a failure."""

    def __init__(self) -> None:
        self.connection = None

    def __enter__(self) -> "Mailbox":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def send(self, address: str, message: Message) -> Accepted:
        """Send a mail with an id that stays the same when it is sent again. Raises `Failure`."""
        host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        mail = EmailMessage(
            subject=message.subject,
            body=message.body,
            to=[address],
            # RFC 3834: a machine speaks here, no machine need answer.
            headers={"Message-ID": f"<{message.reference}@{host}>", "Auto-Submitted": "auto-generated"},
        )
        try:
            if self.connection is None:
                self.connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
                self.connection.open()
            mail.connection = self.connection
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            codes = [code for code, _text in error.recipients.values()]
            raise Failure(f"SMTP {max(codes)}", permanent=min(codes) >= PERMANENT) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            # What is wrong with our sign-in or sender is no fault of the recipient's address.
            ours = isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused)
            raise Failure(f"SMTP {error.smtp_code}", permanent=error.smtp_code >= PERMANENT and not ours) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Failure(type(error).__name__, permanent=False) from error
        return Accepted()
