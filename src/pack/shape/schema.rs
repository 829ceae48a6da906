//! The JSON Schema of a file of a pack (draft 2020-12).

use super::{Object, Rule, Shape};
use crate::words::{DOTTED_PATTERN, NAME_PATTERN};
use serde_json::{Map, Value, json};

/// The schema of a file that is such an object.
pub fn schema(title: &str, object: &Object) -> Value {
    let mut schema = of_object(object);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = title.into();
    schema["$defs"] = json!({
        "name": {"type": "string", "pattern": NAME_PATTERN},
        "scenario": {"type": "string", "pattern": DOTTED_PATTERN},
        "text": {
            "description": "Text; what YAML takes for a number or a flag is read as it is written.",
            "type": ["string", "number", "boolean"],
        },
        "span": {"description": "A length of time: 50ms, 15s, 1m 30s.", "type": "string", "pattern": "^[0-9]"},
        "endpoint": {
            "description": "A published port of a container, as in postgres:5432.",
            "type": "string",
            "pattern": "^[^:]+:[0-9]+$",
        },
    });
    for (name, kinds) in kinds_in(object) {
        schema["$defs"][name] = json!({"oneOf": kinds.iter().map(of_object).collect::<Vec<_>>()});
    }
    schema
}

/// All kinds that an object speaks of, by what they are kinds of.
fn kinds_in(object: &Object) -> Vec<(&'static str, &'static [Object])> {
    object.keys.iter().flat_map(|key| kinds_behind(&key.shape)).collect()
}

fn kinds_behind(shape: &Shape) -> Vec<(&'static str, &'static [Object])> {
    match shape {
        Shape::Kinds(name, kinds) => vec![(*name, *kinds)],
        Shape::Object(object) => kinds_in(object),
        other => other.parts().iter().flat_map(kinds_behind).collect(),
    }
}

fn of_object(object: &Object) -> Value {
    let property = |key: &super::Key| {
        let usually = key
            .usually
            .map_or(String::new(), |usually| format!(" Where it is left out: {usually}."));
        let mut schema = of(&key.shape);
        schema["description"] = format!("{}{usually}", key.means).into();
        (key.name.to_owned(), schema)
    };
    let properties: Map<String, Value> = object.keys.iter().map(property).collect();
    let mut schema = json!({
        "type": "object",
        "description": object.means,
        "properties": properties,
        "additionalProperties": false,
    });
    let needed: Vec<&str> =
        object.keys.iter().filter(|key| key.needed).map(|key| key.name).collect();
    if !needed.is_empty() {
        schema["required"] = json!(needed);
    }
    match object.rule {
        Rule::Free => {}
        Rule::OneOf(groups) => {
            schema["oneOf"] = groups.iter().map(|group| json!({"required": group})).collect();
        }
        Rule::AnyOf(keys) => {
            schema["anyOf"] = keys.iter().map(|key| json!({"required": [key]})).collect();
        }
    }
    schema
}

fn of(shape: &Shape) -> Value {
    let reference = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    match shape {
        Shape::Text => reference("text"),
        Shape::Name => reference("name"),
        Shape::ScenarioName => reference("scenario"),
        Shape::Span => reference("span"),
        Shape::LongSpan => json!({"type": "string", "pattern": "^[0-9]"}),
        Shape::Endpoint => reference("endpoint"),
        Shape::Bytes => json!({"type": "string", "pattern": "^[0-9]+ *(B|KiB|MiB)$"}),
        Shape::Date => json!({"type": "string", "format": "date"}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Count => json!({"type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]+$"}),
        Shape::Integer(least, None) => json!({"type": "integer", "minimum": least}),
        Shape::Integer(least, Some(most)) => {
            json!({"type": "integer", "minimum": least, "maximum": most})
        }
        Shape::Number { part: false } => json!({"type": "number", "exclusiveMinimum": 0}),
        Shape::Number { part: true } => {
            json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})
        }
        Shape::Word(words) => json!({"enum": words}),
        Shape::Nothing => json!({"type": "null"}),
        Shape::Many(one) => json!({"anyOf": [of(one), {"type": "array", "items": of(one)}]}),
        Shape::Two(one) => json!({"type": "array", "items": of(one), "minItems": 2, "maxItems": 2}),
        Shape::Named(one) => {
            json!({"type": "object", "propertyNames": reference("name"), "additionalProperties": of(one)})
        }
        Shape::NamedAnd(one, key, words) => {
            let mut named = of(&Shape::Named(one));
            named["properties"] = json!({(*key): {"enum": words}});
            named
        }
        Shape::Worded(words, one) => {
            json!({"type": "object", "propertyNames": {"enum": words}, "additionalProperties": of(one)})
        }
        Shape::Free(one) => json!({"type": "object", "additionalProperties": of(one)}),
        Shape::Object(object) => of_object(object),
        Shape::Kinds(name, _) => reference(name),
        Shape::Either(shapes) => json!({"anyOf": shapes.iter().map(of).collect::<Vec<_>>()}),
    }
}
