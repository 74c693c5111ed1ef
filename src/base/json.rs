//! JSON, written: the only file that knows `serde_json`. Keys stay in the order in which they were put in.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

/// A value whose keys are only known at run time. Where they are known, a type that derives `Serialize` says more.
///
/// ```
/// use waybook::base::json::{self, Json};
/// let tea = Json::object([("title", Json::text("Tea")), ("cups", Json::Number(2)), ("hot", Json::Flag(true))]);
/// assert_eq!(json::pretty(&tea), "{\n  \"title\": \"Tea\",\n  \"cups\": 2,\n  \"hot\": true\n}\n");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// A text.
    Text(String),
    /// A whole number.
    Number(u64),
    /// True or false.
    Flag(bool),
    /// Values in order.
    List(Vec<Json>),
    /// Keys and values in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A text.
    pub fn text(text: impl Into<String>) -> Json {
        Json::Text(text.into())
    }

    /// A list of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Json {
        Json::List(texts.into_iter().map(Json::text).collect())
    }

    /// Keys and values.
    pub fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Json)>) -> Json {
        Json::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Text(text) => serializer.serialize_str(text),
            Json::Number(number) => serializer.serialize_u64(*number),
            Json::Flag(flag) => serializer.serialize_bool(*flag),
            Json::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Json::Object(entries) => {
                let mut object = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    object.serialize_entry(key, value)?;
                }
                object.end()
            }
        }
    }
}

/// A value as JSON for people and programs, with a line end behind it.
pub fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("what waybook writes has texts as keys, and no type of ours fails to be written");
    text + "\n"
}

/// A value as JSON on one line, for programs alone.
pub fn compact(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("what waybook writes has texts as keys, and no type of ours fails to be written")
}
