//! A line after its colon, cut into words as a shell would.

use crate::failure::Failure;

/// Cuts at blanks; quotes keep blanks, a backslash keeps the character after it.
///
/// # Errors
/// [`Failure::Usage`] if a quote is not closed.
pub fn split(line: &str) -> Result<Vec<String>, Failure> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(c) = letters.next() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ if c == '\\' && quote != Some('\'') => {
                word.get_or_insert_default().extend(letters.next());
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(Failure::Usage("a quote is not closed".into()));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn words_are_cut_as_in_a_shell() {
        let cut = |line: &str| split(line).expect("a line");
        assert_eq!(cut("  load  a.py "), ["load", "a.py"]);
        assert_eq!(cut("load 'a b.py' \"c'd\""), ["load", "a b.py", "c'd"]);
        assert_eq!(cut("load a\\ b ''"), ["load", "a b", ""]);
        assert!(cut("").is_empty());
        assert!(split("load 'a").is_err());
    }
}
