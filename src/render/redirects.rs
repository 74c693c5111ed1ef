//! Old addresses for servers, so that they can lead readers on before any page is sent.
//!
//! Anchors are not among them: a browser never tells a server what stands behind `#`.

use std::fmt::Write;

use crate::base::percent;
use crate::model::{Address, Site, Target};

/// Whom the list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectFormat {
    /// `_redirects`, as GitLab Pages and Netlify read it.
    Pages,
    /// A map for nginx.
    Nginx,
    /// Rules for Apache.
    Apache,
}

/// All old addresses and where they lead.
pub fn list(site: &Site, format: RedirectFormat) -> String {
    let folder = folder(site);
    let mut out = String::new();
    if format == RedirectFormat::Nginx {
        out.push_str("# In `http`; then in `server`: if ($waybook_moved) { return 301 $waybook_moved; }\nmap $uri $waybook_moved {\n");
    }
    for (from, to) in &site.redirects.pages {
        let Some(to) = whole(to, &folder) else { continue };
        let _ = match format {
            RedirectFormat::Pages => writeln!(out, "{}{} {to} 301", folder, percent::path(from.as_str())),
            // nginx compares with the address as people read it.
            RedirectFormat::Nginx => forms(from).iter().try_for_each(|from| writeln!(out, "    \"{folder}{from}\" \"{to}\";")),
            RedirectFormat::Apache => writeln!(out, "RedirectMatch 301 \"^{}{}$\" \"{to}\"", for_pattern(&folder), pattern(from)),
        };
    }
    if format == RedirectFormat::Nginx {
        out.push_str("}\n");
    }
    out
}

/// The folder of the server in which the site stands, without `/` at its end.
fn folder(site: &Site) -> String {
    let base = site.settings.base_url.as_deref().unwrap_or_default();
    let path = base.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or_default();
    path.trim_end_matches('/').to_string()
}

/// Where a redirect leads, as a server writes it.
fn whole(to: &Target, folder: &str) -> Option<String> {
    let written = match to {
        Target::Inside { address, anchor } => {
            let anchor = anchor.as_ref().map(|anchor| format!("#{}", percent::fragment(anchor))).unwrap_or_default();
            format!("{folder}{}{anchor}", percent::path(address.as_str()))
        }
        Target::Outside(to) => percent::address(to),
        Target::Missing(_) | Target::Refused => return None,
    };
    // A `$` names something in the files of servers.
    Some(written.replace('$', "%24").replace('"', "%22"))
}

/// A folder is asked for with and without `/` at its end.
fn forms(from: &Address) -> Vec<String> {
    let address = from.as_str().replace('"', "");
    match address.strip_suffix('/') {
        Some(short) if !short.is_empty() => vec![address.clone(), short.to_string()],
        _ => vec![address],
    }
}

fn pattern(from: &Address) -> String {
    match from.as_str().strip_suffix('/') {
        Some(short) if !short.is_empty() => format!("{}/?", for_pattern(short)),
        _ => for_pattern(from.as_str()),
    }
}

/// A text with what means something in a pattern made plain.
fn for_pattern(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| *c != '"') {
        if !c.is_alphanumeric() && !matches!(c, '/' | '-' | '_' | ' ') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
