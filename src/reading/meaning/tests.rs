//! What lines of facts mean.
