//! Scripts and style sheets of the built-in theme as readers load them: without comments and blanks, names inside of a script short.
//! The only file that knows `minifier`.
//!
//! Only for files that we know: they are written in the plain style that this relies on (`var`, functions and arrows, a loop has a body, no name
//! behind three dots, no slash within the brackets of a pattern), and `tests/browser/` reads and runs what comes out. What a site brings
//! itself stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use minifier::js::{Condition, Keyword, Operation, ReservedChar, Token, Tokens, clean_tokens, tokenize};

/// A script made small, with a line end; as it is, when it can't be read.
pub fn script(bytes: &[u8]) -> Vec<u8> {
    let small = std::str::from_utf8(bytes).ok().and_then(|text| {
        let tokens = tokenize(text).ok()?.apply(clean_tokens);
        let names = short_names_of(&tokens);
        let joined = joined_by_comma(&tokens);
        // The last sign of a block needs no semicolon.
        let is_last = |at: usize| {
            let next = tokens.0.get(at + 1);
            tokens.0[at].eq_char(ReservedChar::SemiColon) && next.is_some_and(|next| next.eq_char(ReservedChar::CloseCurlyBrace))
        };
        let kept = tokens.0.iter().enumerate().filter(|(at, _)| !is_last(*at) && joined.get(at) != Some(&None));
        let renamed = kept.map(|(at, token)| match (joined.get(&at), names.get(&at)) {
            (Some(Some(comma)), _) => Token::Char(*comma),
            (_, Some(name)) => Token::Other(name),
            _ => token.clone(),
        });
        Some(Tokens(renamed.collect()).to_string())
    });
    small.map_or_else(|| bytes.to_vec(), |small| format!("{}\n", small.trim_end()).into_bytes())
}

/// A style sheet made small, with a line end; as it is, when it can't be read.
pub fn style(bytes: &[u8]) -> Vec<u8> {
    // A sum in `calc()` or `clamp()` needs the blanks around its plus, which the crate takes away; it leaves a sign that it does not know.
    // It also takes the blank of `.a ::marker`, which then means another element; `.a *::marker` says the same.
    const PLUS: char = '\u{e000}';
    let text = String::from_utf8_lossy(bytes).replace(" + ", &format!(" {PLUS} ")).replace(" ::", " *::");
    let small = minifier::css::minify(&text).map(|small| small.to_string().replace(PLUS, "+"));
    small.map_or_else(|_| bytes.to_vec(), |small| format!("{}\n", small.trim()).into_bytes())
}

/// A short name for every name that the script declares, by the place of the token.
///
/// A name gets the same short one wherever it stands, and no two names get the same, so scopes don't matter. Left alone is what is no
/// variable: what stands behind a dot, and the keys of objects.
fn short_names_of(tokens: &Tokens) -> BTreeMap<usize, String> {
    let places: Vec<usize> = (0..tokens.0.len()).filter(|at| !tokens.0[*at].is_white_character()).collect();
    let token = |place: usize| places.get(place).map(|at| &tokens.0[*at]);
    let is_char = |place: usize, wanted: ReservedChar| token(place).is_some_and(|token| token.eq_char(wanted));
    if tokens.0.iter().any(|token| token.eq_char(ReservedChar::BackTick)) {
        return BTreeMap::new(); // names may stand in a template text
    }
    let declared = declared(&places.iter().map(|at| &tokens.0[*at]).collect::<Vec<_>>());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut others: BTreeSet<&str> = BTreeSet::new();
    let mut variables: Vec<(usize, &str)> = Vec::new();
    for (place, at) in places.iter().enumerate() {
        let Some(name) = tokens.0[*at].get_other() else { continue };
        let before = |wanted: ReservedChar| place > 0 && is_char(place - 1, wanted);
        let is_key = is_char(place + 1, ReservedChar::Colon) && (before(ReservedChar::OpenCurlyBrace) || before(ReservedChar::Comma));
        if before(ReservedChar::Dot) || is_key {
            continue;
        }
        if declared.contains(name) {
            *counts.entry(name).or_default() += 1;
            variables.push((*at, name));
        } else {
            others.insert(name);
        }
    }
    let mut by_count: Vec<(&str, usize)> = counts.into_iter().collect();
    by_count.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    // Its first letter where that is free: the same name is then the same letter in most scripts, which makes them smaller when packed.
    let mut free: Vec<String> = short_names().filter(|short| !others.contains(short.as_str())).take(by_count.len() + 52).collect();
    let mut short: BTreeMap<&str, String> = BTreeMap::new();
    for (name, _) in by_count {
        let small: String = name.chars().take(1).collect();
        let large = small.to_ascii_uppercase();
        let at = [small, large].iter().find_map(|wanted| free.iter().position(|short| short == wanted)).unwrap_or(0);
        short.insert(name, free.remove(at));
    }
    variables.into_iter().map(|(at, name)| (at, short[name].clone())).collect()
}

/// What makes one `var` of several that follow on each other: per token a sign for it, or `None` for what is left out.
fn joined_by_comma(tokens: &Tokens) -> BTreeMap<usize, Option<ReservedChar>> {
    let mut joined = BTreeMap::new();
    let mut depth = 0_usize;
    // Per depth, whether a `var` has begun there and not ended.
    let mut is_var = vec![false];
    for at in 0..tokens.0.len() {
        match &tokens.0[at] {
            Token::Keyword(Keyword::Var) => is_var[depth] = true,
            Token::Char(ReservedChar::OpenParenthese | ReservedChar::OpenBracket | ReservedChar::OpenCurlyBrace) => {
                depth += 1;
                is_var.truncate(depth);
                is_var.push(false);
            }
            Token::Char(ReservedChar::CloseParenthese | ReservedChar::CloseBracket | ReservedChar::CloseCurlyBrace) => {
                depth = depth.saturating_sub(1);
            }
            Token::Char(ReservedChar::SemiColon) if std::mem::take(&mut is_var[depth]) => {
                let next = (at + 1..tokens.0.len()).find(|next| !tokens.0[*next].is_white_character());
                if let Some(next) = next.filter(|next| tokens.0[*next].get_keyword() == Some(Keyword::Var)) {
                    joined.insert(at, Some(ReservedChar::Comma));
                    joined.extend((at + 1..=next + 1).filter(|at| *at <= next || tokens.0[*at].is_white_character()).map(|at| (at, None)));
                }
            }
            _ => {}
        }
    }
    joined
}

/// The names behind `var`, of functions and their parameters, of those of arrows, and of caught errors.
fn declared<'a>(tokens: &[&'a Token<'_>]) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let keyword = |at: usize| tokens.get(at).and_then(|token| token.get_keyword());
    let char = |at: usize| tokens.get(at).and_then(|token| token.get_char());
    for at in 0..tokens.len() {
        match keyword(at) {
            Some(Keyword::Var) => {
                names.extend(tokens.get(at + 1).and_then(|token| token.get_other()));
                let mut depth = 0;
                for at in at + 1..tokens.len() {
                    match char(at) {
                        Some(ReservedChar::OpenParenthese | ReservedChar::OpenBracket | ReservedChar::OpenCurlyBrace) => depth += 1,
                        Some(ReservedChar::CloseParenthese | ReservedChar::CloseBracket | ReservedChar::CloseCurlyBrace) => depth -= 1,
                        Some(ReservedChar::Comma) if depth == 0 => names.extend(tokens.get(at + 1).and_then(|token| token.get_other())),
                        Some(ReservedChar::SemiColon) if depth == 0 => break,
                        _ => {}
                    }
                    if depth < 0 {
                        break;
                    }
                }
            }
            Some(Keyword::Function | Keyword::Catch) => {
                // The name of a function, if it has one; then what stands in the parentheses.
                names.extend(tokens.get(at + 1).and_then(|token| token.get_other()));
                let open = if char(at + 1) == Some(ReservedChar::OpenParenthese) { at + 1 } else { at + 2 };
                let inside = (open + 1..tokens.len()).take_while(|at| char(*at) != Some(ReservedChar::CloseParenthese));
                names.extend(inside.filter_map(|at| tokens[at].get_other()));
            }
            _ if is_arrow(tokens, at) => match char(at.wrapping_sub(1)) {
                // What stands in the parentheses before the arrow, or the one name there.
                Some(ReservedChar::CloseParenthese) => {
                    let inside = (0..at - 1).rev().take_while(|at| char(*at) != Some(ReservedChar::OpenParenthese));
                    names.extend(inside.filter_map(|at| tokens[at].get_other()));
                }
                _ => names.extend(at.checked_sub(1).and_then(|at| tokens[at].get_other())),
            },
            _ => {}
        }
    }
    names
}

/// Whether `=>` begins here; the crate reads it as two signs.
fn is_arrow(tokens: &[&Token<'_>], at: usize) -> bool {
    matches!(tokens[at], Token::Operation(Operation::Equal))
        && matches!(tokens.get(at + 1), Some(Token::Condition(Condition::SuperiorThan)))
}

/// `a`, `b`, … `Z`, `aa`, … without the words that a script keeps for itself.
fn short_names() -> impl Iterator<Item = String> {
    let letters = || ('a'..='z').chain('A'..='Z');
    let two = letters().flat_map(move |first| letters().map(move |second| format!("{first}{second}")));
    letters().map(String::from).chain(two).filter(|name| !matches!(name.as_str(), "as" | "do" | "if" | "in" | "is" | "of"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_short_and_what_others_see_stays() {
        let text = "/* About. */\n(function () {\n  'use strict';\n  var list = window.list, size = { list: 1, 'size': list };\n\
                    \x20 function grow(by) { return by ? list.size + by : size.list; } // why\n  try { grow(a); } catch (error) { window.grow = grow; }\n})();\n";
        assert_eq!(
            String::from_utf8(script(text.as_bytes())).expect("it is text"),
            "(function(){'use strict';var l=window.list,s={list:1,'size':l};\
             function g(b){return b?l.size+b:s.list}try{g(a)}catch(e){window.grow=g}})();\n"
        );
    }

    #[test]
    fn parameters_of_arrows_become_short_too() {
        let text = "(() => {\n  var all = window.all;\n  var none = [];\n  all.sort((first, second) => first.at - second.at).map(one => one.first);\n})();\n";
        let small = "(()=>{var a=window.all,n=[];a.sort((f,s)=>f.at-s.at).map(o=>o.first)})();\n";
        assert_eq!(String::from_utf8(script(text.as_bytes())).expect("it is text"), small);
    }

    #[test]
    fn style_sheets_keep_the_blanks_that_mean_something() {
        let text = "/* Why. */\nh1 {\n  font-size: clamp(1rem, 1.4rem + 1vw, 2rem);\n  margin: calc(100% - 1rem);\n}\n.a ::marker { color: red; }\n";
        let small = String::from_utf8(style(text.as_bytes())).expect("it is text");
        assert_eq!(small, "h1{font-size:clamp(1rem,1.4rem + 1vw,2rem);margin:calc(100% - 1rem);}.a *::marker{color:red;}\n");
    }
}
