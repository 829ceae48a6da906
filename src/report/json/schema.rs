//! The JSON Schema of `report.json`, made of the types it is written from.

use crate::report::Run;
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

/// The schema (draft 2020-12) of what [`write`](super::write) gives.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let generator = settings.with_transform(RecursiveTransform(for_readers)).into_generator();
    generator.into_root_schema_for::<Run>().to_value()
}

/// Takes out what is Rust's own. How wide a number is in memory concerns no reader, and JSON
/// Schema knows no such format: strict validators complain of it. Where a docstring's lines end
/// means nothing.
fn for_readers(schema: &mut Schema) {
    if matches!(schema.get("format").and_then(Value::as_str), Some("uint32" | "uint64" | "double"))
    {
        schema.remove("format");
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
}
