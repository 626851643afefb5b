"""Texts as Twilio posts them, signed by code of the tests' own."""
import base64
import hashlib
import hmac
import json
import urllib.parse

from city import ACCOUNT, NUMBER, URL

PATH = "/hooks/city-sms"


def form(provider_id, text, sender="+18015550123", account=ACCOUNT, **more):
    return {"MessageSid": provider_id, "AccountSid": account, "From": sender, "To": NUMBER, "Body": text,
            "NumMedia": "0", "NumSegments": "1", "ApiVersion": "2010-04-01", **more}


def signature(fields, token, url=URL + PATH):
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def post(city, fields, token=None):
    """(status, body) for the fields, signed with the city's token or another."""
    token = token or (city.folder / "token").read_text().strip()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature(fields, token)}
    return city.ask("POST", PATH, urllib.parse.urlencode(fields), headers)[:2]


def event(provider_id, text, sender="+18015550123"):
    """The same as Twilio's Event Streams bring it."""
    data = {"messageSid": provider_id, "accountSid": ACCOUNT, "from": sender, "to": NUMBER, "body": text, "numMedia": 0}
    return {"specversion": "1.0", "type": "com.twilio.messaging.inbound-message.received", "id": "EZ" + provider_id[2:],
            "source": "/2010-04-01/Accounts/" + ACCOUNT, "datacontenttype": "application/json", "data": data}


def post_events(city, events):
    body = json.dumps(events).encode()
    path = PATH + "?bodySHA256=" + hashlib.sha256(body).hexdigest()
    token = (city.folder / "token").read_text().strip()
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": signature({}, token, URL + path)}
    return city.ask("POST", path, body, headers)[:2]
