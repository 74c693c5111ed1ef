//! The files that are published as they are: which of them may be, and where they stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::urls::{Address, Addresses, Taken, address_of_asset};
use crate::base::catalogue::files as say;
use crate::base::{Message, SourcePath};
use crate::parse::RawHtml;
use crate::sources::Layout;

/// Files by path, with their address.
pub type Assets = BTreeMap<SourcePath, (Address, Arc<[u8]>)>;

/// Gives each file its address. What could run script on the site's address is left out, unless the site trusts all its writers.
pub fn place(
    assets: &BTreeMap<SourcePath, Arc<[u8]>>,
    layout: Layout,
    raw_html: RawHtml,
    addresses: &mut Addresses,
    messages: &mut Vec<Message>,
) -> Assets {
    let mut placed = Assets::new();
    for (path, bytes) in assets {
        if let Some(what) = runs_script(path, bytes).filter(|_| raw_html != RawHtml::Trusted) {
            messages.push(say::active_file(path, what));
            continue;
        }
        let address = address_of_asset(path.strip(layout.content_folder()).unwrap_or(path.as_str()));
        match addresses.take(&address, path) {
            Ok(()) => {
                placed.insert(path.clone(), (address, bytes.clone()));
            }
            Err(taken) => messages.push(taken.told(path, &address)),
        }
    }
    placed
}

/// Takes out the files whose address is a folder of what the program makes: `tools` where there is a list of tools.
pub fn out_of_the_way<T>(
    assets: &mut BTreeMap<Address, Arc<[u8]>>,
    made: &BTreeMap<String, T>,
    addresses: &Addresses,
    messages: &mut Vec<Message>,
) {
    assets.retain(|address, _| {
        let folder = format!("{}/", address.output_path());
        let is_folder = made.range(folder.clone()..).next().is_some_and(|(path, _)| path.starts_with(&folder));
        if let Some(path) = addresses.owner(address).filter(|_| is_folder) {
            messages.push(Taken::ByOurs(folder).told(&path, address));
        }
        !is_folder
    });
}

/// What a file is called when a browser would run script in it. A drawing without script is fine; one that only looks like it has some is
/// left out too: the look is at its text, since a reader of XML that disagrees with the browser's would be no guard.
fn runs_script(path: &SourcePath, bytes: &[u8]) -> Option<&'static str> {
    match path.extension().as_str() {
        "html" | "htm" | "xhtml" | "xht" | "shtml" | "mhtml" => Some("an HTML file"),
        "js" | "mjs" | "wasm" => Some("a script"),
        "xml" | "xsl" | "xslt" => Some("an XML file"),
        "svg" | "svgz" => {
            let text = String::from_utf8_lossy(bytes).to_lowercase();
            let handler = || {
                text.match_indices(" on")
                    .any(|(at, _)| text[at + 3..].trim_start_matches(char::is_alphabetic).trim_start().starts_with('='))
            };
            let active =
                ["<script", "<foreignobject", "javascript:", "<!entity", "<iframe", "\u{1f}\u{8b}"].iter().any(|word| text.contains(word));
            (active || path.extension() == "svgz" || handler()).then_some("a drawing with script in it")
        }
        _ => None,
    }
}
