//! How fast a timeline is read and judged.

fn main() {}
