//! A mail in the form of each provider.

use crate::Mail;
use crate::settings::{Address, Form, Settings};
use serde_json::{Map, Value, json};
use tripline_plugin::base64;
use tripline_plugin::http::Request;
use tripline_plugin::json::url_encode_into;

const ID: &str = "X-Tripline-Id";

/// The request that sends a mail.
pub fn request(settings: &Settings, mail: &Mail, key: &str) -> Request {
    let url = settings.url.as_str();
    match settings.form {
        Form::Sendgrid => Request::post_json(url, sendgrid(settings, mail).to_string())
            .header("authorization", format!("Bearer {key}")),
        Form::Postmark => Request::post_json(url, postmark(settings, mail).to_string())
            .header("accept", "application/json")
            .header("x-postmark-server-token", key),
        Form::Mailgun => {
            let both = base64::encode(format!("api:{key}").as_bytes());
            Request::new("POST", url, mailgun(settings, mail))
                .header("content-type", "application/x-www-form-urlencoded")
                .header("authorization", format!("Basic {both}"))
        }
    }
}

fn sendgrid(settings: &Settings, mail: &Mail) -> Value {
    let one = |address: &Address| match &address.name {
        Some(name) => json!({"email": address.mail, "name": name}),
        None => json!({"email": address.mail}),
    };
    let all = |list: &[Address]| list.iter().map(one).collect::<Vec<_>>();
    let mut people = json!({"to": all(&settings.to)});
    if !settings.cc.is_empty() {
        people["cc"] = json!(all(&settings.cc));
    }
    let mut content = vec![json!({"type": "text/plain", "value": mail.text})];
    content.extend(mail.html.as_ref().map(|html| json!({"type": "text/html", "value": html})));
    let mut body = json!({
        "personalizations": [people],
        "from": one(&settings.from),
        "subject": mail.subject,
        "content": content,
        "headers": {ID: mail.id},
    });
    if let Some(address) = &settings.reply_to {
        body["reply_to"] = one(address);
    }
    body
}

fn postmark(settings: &Settings, mail: &Mail) -> Value {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_string(), value);
    put("From", json!(settings.from.text()));
    put("To", json!(list(&settings.to)));
    if !settings.cc.is_empty() {
        put("Cc", json!(list(&settings.cc)));
    }
    if let Some(address) = &settings.reply_to {
        put("ReplyTo", json!(address.text()));
    }
    put("Subject", json!(mail.subject));
    put("TextBody", json!(mail.text));
    if let Some(html) = &mail.html {
        put("HtmlBody", json!(html));
    }
    put("Headers", json!([{"Name": ID, "Value": mail.id}]));
    Value::Object(body)
}

fn mailgun(settings: &Settings, mail: &Mail) -> String {
    let mut body = String::new();
    let mut put = |name: &str, value: &str| {
        if !body.is_empty() {
            body.push('&');
        }
        url_encode_into(&mut body, name);
        body.push('=');
        url_encode_into(&mut body, value);
    };
    put("from", &settings.from.text());
    for address in &settings.to {
        put("to", &address.text());
    }
    for address in &settings.cc {
        put("cc", &address.text());
    }
    if let Some(address) = &settings.reply_to {
        put("h:Reply-To", &address.text());
    }
    put("subject", &mail.subject);
    put("text", &mail.text);
    if let Some(html) = &mail.html {
        put("html", html);
    }
    put(&format!("h:{ID}"), &mail.id);
    body
}

fn list(addresses: &[Address]) -> String {
    addresses.iter().map(Address::text).collect::<Vec<_>>().join(", ")
}
