//! A clock that tests can set.

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u64);

impl Seconds {
    pub fn plus(self, seconds: u64) -> Seconds {
        Seconds(self.0 + seconds)
    }
}

fn unused_epoch() -> Seconds {
    Seconds(0)
}
