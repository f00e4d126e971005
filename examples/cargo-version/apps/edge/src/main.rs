fn main() {
    println!("{}", geo_lookup::region("203.0.113.7"));
}
