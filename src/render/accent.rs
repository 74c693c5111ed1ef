//! The accent colour of a site: checked against the grounds that it stands on, and made into the variables of the style sheet.
//!
//! Contrast is that of WCAG 2: (lighter + 0.05) / (darker + 0.05) of the relative luminances.

use crate::base::catalogue::files as say;
use crate::base::{Message, SourcePath, Spanned};
use crate::parse::settings::Accent;

/// The least contrast of text.
const TEXT: f64 = 4.5;

/// The variables of the grounds that links and buttons stand on.
const GROUNDS: [&str; 4] = ["--paper", "--surface", "--sunk", "--note"];

type Colour = [u8; 3];

/// The rule for the style sheet; none when there is no accent or it can't be read by everybody, which is then said.
pub fn rule(accent: Option<&Accent>, sheet: &str) -> (Option<String>, Vec<Message>) {
    let Some(accent) = accent else { return (None, Vec::new()) };
    let grounds = |dark: bool| -> Vec<Colour> { GROUNDS.iter().filter_map(|name| token(sheet, name, dark)).collect() };
    let (light_grounds, dark_grounds) = (grounds(false), grounds(true));
    let mut messages = Vec::new();
    let mut check = |written: &Spanned<String>, grounds: &[Colour], towards: Colour| {
        let colour = colour(&written.value)?;
        let (worst, ratio) = lowest(colour, grounds)?;
        if ratio >= TEXT {
            return Some(colour);
        }
        let better = hex(readable(colour, grounds, towards, TEXT));
        messages.push(say::accent_too_faint(&SourcePath::new("waybook.yaml"), written.span, &written.value, &hex(worst), ratio, &better));
        None
    };
    let light = check(&accent.light, &light_grounds, [0; 3]);
    let dark = match &accent.dark {
        Some(dark) => check(dark, &dark_grounds, [255; 3]),
        None => colour(&accent.light.value).map(|light| readable(light, &dark_grounds, [255; 3], 7.0)),
    };
    let rule = light.zip(dark).map(|(light, dark)| {
        let on = |colour: Colour| if ratio(colour, [255; 3]) >= TEXT { "#ffffff" } else { "#12171b" };
        let wash =
            |colour: Colour, dark: bool| hex(mix(token(sheet, "--surface", dark).unwrap_or([255; 3]), colour, if dark { 14 } else { 10 }));
        format!(
            "\n:root{{--accent:light-dark({},{});--on-accent:light-dark({},{});--wash:light-dark({},{})}}\n",
            hex(light),
            hex(dark),
            on(light),
            on(dark),
            wash(light, false),
            wash(dark, true)
        )
    });
    (rule, messages)
}

/// The colour of a variable: `--paper: light-dark(#f8f7f3, #14181c)`.
fn token(sheet: &str, name: &str, dark: bool) -> Option<Colour> {
    let (_, rest) = sheet.split_once(&format!("{name}: light-dark("))?;
    let value = rest.split(')').next()?.split(',').nth(usize::from(dark))?;
    colour(value.trim())
}

/// `#7a1f4b`, or `#714`.
pub fn colour(text: &str) -> Option<Colour> {
    let digits: Vec<u8> = text.strip_prefix('#')?.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    match digits.as_slice() {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [r, r2, g, g2, b, b2] => Some([r * 16 + r2, g * 16 + g2, b * 16 + b2]),
        _ => None,
    }
}

fn hex([r, g, b]: Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The ground with the lowest contrast.
fn lowest(colour: Colour, grounds: &[Colour]) -> Option<(Colour, f64)> {
    let ratios = grounds.iter().map(|ground| (*ground, ratio(colour, *ground)));
    ratios.min_by(|(_, one), (_, other)| one.total_cmp(other))
}

/// The nearest colour on the way to black or white that is readable on all grounds.
fn readable(colour: Colour, grounds: &[Colour], towards: Colour, least: f64) -> Colour {
    let steps = (0..=50).map(|step| mix(colour, towards, step * 2));
    steps.into_iter().find(|colour| lowest(*colour, grounds).is_none_or(|(_, ratio)| ratio >= least)).unwrap_or(towards)
}

/// So many hundredths of `other` in `colour`.
fn mix(colour: Colour, other: Colour, hundredths: u32) -> Colour {
    let part = |a: u8, b: u8| ((u32::from(a) * (100 - hundredths) + u32::from(b) * hundredths + 50) / 100) as u8;
    [part(colour[0], other[0]), part(colour[1], other[1]), part(colour[2], other[2])]
}

fn ratio(one: Colour, other: Colour) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let [r, g, b] = colour.map(|part| {
        let value = f64::from(part) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pairs that WCAG's own explanations give.
    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |one: &str, other: &str| (ratio(colour(one).unwrap(), colour(other).unwrap()) * 100.0).round() / 100.0;
        assert_eq!(of("#000", "#ffffff"), 21.0);
        assert_eq!(of("#777777", "#fff"), 4.48);
        assert_eq!(of("#767676", "#ffffff"), 4.54);
        assert_eq!(colour("red"), None);
    }
}
