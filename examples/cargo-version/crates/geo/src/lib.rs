//! Names the region of an address.

pub fn region(address: &str) -> &'static str {
    if address.starts_with("10.") { "internal" } else { "elsewhere" }
}
