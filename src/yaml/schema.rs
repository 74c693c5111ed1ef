//! A described format → JSON Schema (2020-12), for editors and other validators.
//!
//! Says what can be said about a file by itself: keys, kinds of values, words. It refuses nothing that the reading takes without an error;
//! names that lead somewhere, ways and loops are for `check`. Knows no format.

use super::format::{Empty, FileFormat, Key, Must, Needs, Object, Shape};
use crate::base::json::{self, Json};
use crate::base::slug::slug;

/// The schema of a kind of file, as JSON.
pub fn schema(file: &FileFormat) -> String {
    let mut definitions = Definitions::default();
    let holds = definitions.refer(file.object);
    let or_nothing = |holds: Json| match file.empty {
        Empty::Allowed => vec![("anyOf", Json::List(vec![holds, type_of("null")]))],
        Empty::Wrong => vec![("allOf", Json::List(vec![holds]))],
    };
    let mut entries = vec![
        ("$schema", Json::text("https://json-schema.org/draft/2020-12/schema")),
        ("title", Json::text(format!("waybook: {}", file.name))),
        ("description", Json::text(file.about)),
    ];
    match file.around {
        None => entries.extend(or_nothing(holds)),
        // All of it may stand below one key around everything.
        Some(around) => {
            let alone = [("type", Json::text("object")), ("required", Json::texts([around])), ("maxProperties", Json::Number(1))];
            let inside = Json::object([(around, Json::object(or_nothing(holds.clone())))]);
            entries.push(("if", Json::object(alone)));
            entries.push(("then", Json::object([("type", Json::text("object")), ("properties", inside)])));
            entries.push(("else", Json::object(or_nothing(holds))));
        }
    }
    entries.push(("$defs", definitions.written()));
    json::pretty(&Json::object(entries))
}

/// The objects that a schema speaks of, each written once.
#[derive(Default)]
struct Definitions {
    objects: Vec<(String, &'static Object)>,
}

impl Definitions {
    /// A reference to an object, which gets a definition if it has none yet.
    fn refer(&mut self, object: &'static Object) -> Json {
        let known = self.objects.iter().find(|(_, known)| std::ptr::eq(*known, object)).map(|(name, _)| name.clone());
        let name = known.unwrap_or_else(|| {
            let plain = slug(object.name.trim_start_matches("a ").trim_start_matches("an ").trim_start_matches("the "));
            let taken = self.objects.iter().filter(|(name, _)| name.trim_end_matches(|c: char| c.is_ascii_digit()) == plain).count();
            let name = if taken == 0 { plain } else { format!("{plain}{}", taken + 1) };
            self.objects.push((name.clone(), object));
            name
        });
        Json::object([("$ref", Json::text(format!("#/$defs/{name}")))])
    }

    /// All definitions. Writing one may add others behind it; there are no more than the program has tables.
    fn written(mut self) -> Json {
        let mut written = Vec::new();
        while let Some((name, object)) = self.objects.get(written.len()).cloned() {
            written.push((name, self.object(object)));
        }
        Json::Object(written)
    }

    fn object(&mut self, object: &'static Object) -> Json {
        let properties = object.keys.iter().map(|key| (key.name, self.key(key))).collect::<Vec<_>>();
        let must = object.keys.iter().filter(|key| key.must == Must::Yes).map(|key| key.name).collect::<Vec<_>>();
        let others = object.others.map_or(Json::Flag(false), |shape| Json::object(self.shape(shape)));
        let mut entries = vec![("type", Json::text("object"))];
        if !properties.is_empty() {
            entries.push(("properties", Json::object(properties)));
        }
        if !must.is_empty() {
            entries.push(("required", Json::texts(must)));
        }
        entries.push(("additionalProperties", others));
        match object.needs {
            Needs::Nothing => {}
            Needs::One(names) => entries.push(("oneOf", each_required(names))),
            Needs::Any(names) => entries.push(("anyOf", each_required(names))),
        }
        let bound = object.keys.iter().filter(|key| !key.only.is_empty());
        let bound = bound.map(|key| (key.name, Json::object([("anyOf", each_required(key.only))]))).collect::<Vec<_>>();
        if !bound.is_empty() {
            entries.push(("dependentSchemas", Json::object(bound)));
        }
        Json::object(entries)
    }

    fn key(&mut self, key: &Key) -> Json {
        let with = match key.only {
            [] => String::new(),
            verbs => format!(" Only with {}.", verbs.iter().map(|verb| format!("`{verb}`")).collect::<Vec<_>>().join(", ")),
        };
        let mut entries = vec![("description", Json::text(format!("{}{with}", key.about)))];
        entries.extend(self.shape(key.shape));
        Json::object(entries)
    }

    fn shape(&mut self, shape: Shape) -> Vec<(&'static str, Json)> {
        match shape {
            Shape::Text => vec![("type", text_types())],
            Shape::TextOr(object) => {
                let text = Json::object([("type", text_types())]);
                vec![("anyOf", Json::List(vec![text, self.refer(object)]))]
            }
            Shape::Texts => one_or_list(Json::object([("type", text_types())])),
            // The reading takes these words in any capitals.
            Shape::Flag => vec![("anyOf", Json::List(vec![type_of("boolean"), pattern(FLAG)]))],
            Shape::Whole => vec![("type", Json::text("integer"))],
            Shape::Word(words) => vec![("enum", Json::texts(words.iter().copied()))],
            Shape::Time => vec![("type", Json::text("string")), ("pattern", Json::text(TIME))],
            Shape::TimeOr(object) => vec![("anyOf", Json::List(vec![pattern(TIME), self.refer(object)]))],
            Shape::Date => vec![("type", Json::text("string")), ("pattern", Json::text(DATE))],
            Shape::Pairs => {
                let target = Json::object([("type", text_types())]);
                vec![("type", Json::text("object")), ("additionalProperties", target)]
            }
            Shape::Of(object) => entries_of(self.refer(object)),
            Shape::OneOrMore(object) => one_or_list(self.refer(object)),
            Shape::List(object) => vec![("type", Json::text("array")), ("items", self.refer(object))],
            Shape::TextsOr(object) => {
                let either = Json::List(vec![Json::object([("type", text_types())]), self.refer(object)]);
                one_or_list(Json::object([("anyOf", either)]))
            }
            Shape::Any => Vec::new(),
        }
    }
}

/// A number with something behind it, or "a day". What the unit is called is for `check`.
const TIME: &str = "[0-9].*[A-Za-z]|^[Aa]n? [A-Za-z]+$";
/// Whether there is such a day is for `check`.
const DATE: &str = "^\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\\s*$";
/// `true` and `false` in other capitals are texts for most readers of YAML.
const FLAG: &str = "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$";

/// What other readers of YAML make of a text without quotes: `010` is a number for them.
fn text_types() -> Json {
    Json::texts(["string", "number", "boolean"])
}

fn type_of(name: &str) -> Json {
    Json::object([("type", Json::text(name))])
}

fn pattern(pattern: &str) -> Json {
    Json::object([("type", Json::text("string")), ("pattern", Json::text(pattern))])
}

fn one_or_list(item: Json) -> Vec<(&'static str, Json)> {
    let list = Json::object([("type", Json::text("array")), ("items", item.clone())]);
    vec![("anyOf", Json::List(vec![item, list]))]
}

fn each_required(names: &[&str]) -> Json {
    Json::List(names.iter().map(|name| Json::object([("required", Json::texts([*name]))])).collect())
}

/// A reference may have a description beside it since 2019-09.
fn entries_of(reference: Json) -> Vec<(&'static str, Json)> {
    vec![("allOf", Json::List(vec![reference]))]
}
