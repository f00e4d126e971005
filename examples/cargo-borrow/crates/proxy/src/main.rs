use cache::Cache;

fn main() {
    let cache = Cache::default();
    println!("{:?}", cache.into_first(vec![]));
}
