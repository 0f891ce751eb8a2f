//! What somebody may have meant: the nearest of the names that exist.

use super::fold::fold;
use strsim::normalized_damerau_levenshtein;

/// The name most like `wanted`, if any is like it at all; the first of equals.
pub fn closest<'a>(wanted: &str, names: &[&'a str]) -> Option<&'a str> {
    let folded = fold(wanted);
    let mut best: Option<(f64, &'a str)> = None;
    for name in names {
        let likeness = likeness(&folded, &fold(name));
        if likeness >= 0.5 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, name));
        }
    }
    best.map(|(_, name)| name)
}

/// From 0 to 1; a name inside the other counts as near.
fn likeness(one: &str, other: &str) -> f64 {
    let inside = one.chars().count().min(other.chars().count()) >= 2 && (one.contains(other) || other.contains(one));
    let near = normalized_damerau_levenshtein(one, other);
    let unpadded =
        one.trim_start_matches('0') == other.trim_start_matches('0') && one.bytes().all(|b| b.is_ascii_digit());
    match (unpadded, inside) {
        (true, _) => near.max(0.95),
        (false, true) => near.max(0.6),
        (false, false) => near,
    }
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn the_nearest_name_is_found() {
        assert_eq!(closest("采购量", &["采购金额", "采购数量"]), Some("采购数量"));
        assert_eq!(closest("10023", &["20024", "010023"]), Some("010023"));
        assert_eq!(closest("机构编码", &["日期"]), None);
    }
}
