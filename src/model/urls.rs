//! From the place of a file to its address, and from one address to another.
//!
//! Addresses inside are plain text; they are escaped for browsers only when a link is written.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::site::THEME_OUTPUTS;
use crate::base::catalogue::files as say;
use crate::base::hash::ShortTexts;
use crate::base::percent;
use crate::base::slug::fold;
use crate::base::{Message, SourcePath};

/// The address of something in the site, cheap to copy, from its root: `/services/order/` for a page, `/services/price.png` for a file.
///
/// ```
/// use waybook::model::Address;
/// let page = Address::new("/services/order/");
/// assert_eq!(page.output_path(), "services/order/index.html");
/// assert_eq!(page.link_to(&Address::new("/maps/order-ps/"), Some("fit")), "../../maps/order-ps/index.html#fit");
/// assert_eq!(page.link_to(&page, Some("price")), "#price");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(Arc<str>);

impl Address {
    /// An address that begins with `/`.
    pub fn new(address: impl Into<Arc<str>>) -> Address {
        Address(address.into())
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file below the output folder: a page is the `index.html` of its folder.
    pub fn output_path(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_string() }
    }

    /// What stands in `href` of a page at this address to lead to `to`.
    ///
    /// Links are relative, so that the site works below any folder, and name the file, so that it works without a server too.
    pub fn link_to(&self, to: &Address, anchor: Option<&str>) -> String {
        let mut link = String::with_capacity(to.0.len() + 48);
        if self != to || anchor.is_none() {
            (0..self.depth()).for_each(|_| link.push_str("../"));
            let path = to.0.trim_start_matches('/');
            percent::push_path(&mut link, path);
            if path.is_empty() || path.ends_with('/') {
                link.push_str("index.html");
            }
        }
        if let Some(anchor) = anchor {
            link.push('#');
            percent::push_fragment(&mut link, anchor);
        }
        link
    }

    /// `../` for each folder above this address.
    pub fn up_to_root(&self) -> String {
        "../".repeat(self.depth())
    }

    fn depth(&self) -> usize {
        self.0.trim_start_matches('/').bytes().filter(|byte| *byte == b'/').count()
    }

    /// The whole address on the web.
    pub fn absolute(&self, base_url: &str) -> String {
        format!("{base_url}{}", percent::path(self.0.trim_start_matches('/')))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path or fragment as people read it: `%20` becomes a blank. What is not UTF-8 stays as it is.
pub fn decoded(text: &str) -> String {
    percent::decoded(text).unwrap_or_else(|| text.to_string())
}

/// The address of a page from its path below the content folder. `readme_is_index`: the folder has no other first page.
pub fn address_of_page(path: &str, readme_is_index: bool) -> Address {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_index = matches!(stem, "index" | "_index") || stem == "README" && readme_is_index;
    let parts = folder.split('/').chain((!is_index).then_some(stem)).filter(|part| !part.is_empty()).map(safe_part);
    let joined = parts.collect::<Vec<_>>().join("/");
    Address::new(if joined.is_empty() { "/".to_string() } else { format!("/{joined}/") })
}

/// The address of a file that is published as it is.
pub fn address_of_asset(path: &str) -> Address {
    let parts: Vec<String> = path.split('/').map(safe_part).collect();
    Address::new(format!("/{}", parts.join("/")))
}

/// The address that a page had before, as someone wrote it: `/old/place/`, `old/place` or `/old/place.html`.
pub fn address_of_alias(written: &str) -> Address {
    let path = decoded(written.split(['#', '?']).next().unwrap_or("").trim());
    // A blank stays: old addresses are as they were, and every server finds `a%20b`.
    let parts: Vec<String> = path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).map(|part| part_with(part, ' ')).collect();
    let joined = parts.join("/");
    if joined.is_empty() || joined.ends_with(".html") { Address::new(format!("/{joined}")) } else { Address::new(format!("/{joined}/")) }
}

/// A part of an address without what some server, browser or file system stumbles over.
fn safe_part(part: &str) -> String {
    part_with(part, '-')
}

/// The same with a sign in the place of each blank.
fn part_with(part: &str, blank: char) -> String {
    let change = |c: char| {
        if is_unsafe(c) {
            '-'
        } else if c.is_whitespace() {
            blank
        } else {
            c
        }
    };
    let safe: String = part.trim().chars().map(change).collect();
    // Windows drops dots and blanks at the end of a name; `.` and `..` are no names at all.
    let trimmed = safe.trim_end_matches(['.', ' ']);
    if trimmed.is_empty() { "-".to_string() } else { trimmed.to_string() }
}

/// Whether no file may have this sign in its name, on some system or server.
pub fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '?' | '#' | '%' | ':' | '"' | '<' | '>' | '|' | '*' | '\\')
}

/// Which address belongs to which file. Compared as file systems and readers do: after Unicode normalisation, without regard to capitals.
#[derive(Debug, Default)]
pub struct Addresses {
    taken: HashMap<String, SourcePath, ShortTexts>,
    /// The folders that the taken ones stand in, each with the first file in it: no file can have the name of one.
    folders: HashMap<String, SourcePath, ShortTexts>,
}

impl Addresses {
    /// The file that has an address.
    pub fn owner(&self, address: &Address) -> Option<SourcePath> {
        self.taken.get(&fold(&address.output_path())).cloned()
    }

    /// Gives `address` to `path`.
    ///
    /// # Errors
    /// The file that has it already, or whose address is a folder where this one would be a file, or the other way round: `LICENSE` and
    /// the page of `LICENSE.md`, `404.html/` and the page for missing addresses.
    pub fn take(&mut self, address: &Address, path: &SourcePath) -> Result<(), Taken> {
        let output = fold(&address.output_path());
        let above = output.rmatch_indices('/').map(|(slash, _)| &output[..slash]);
        // Above a folder that is known there are only folders that are known.
        let new: Vec<&str> = above.take_while(|folder| !self.folders.contains_key(*folder)).collect();
        let in_the_way = self.taken.get(&output).or_else(|| self.folders.get(&output));
        if let Some(other) = in_the_way.or_else(|| new.iter().find_map(|folder| self.taken.get(*folder))) {
            return Err(Taken::By(other.clone()));
        }
        if let Some(made) = new.iter().find(|folder| is_file_of_ours(folder)) {
            return Err(Taken::ByOurs((*made).to_string()));
        }
        self.folders.extend(new.into_iter().map(|folder| (folder.to_string(), path.clone())));
        self.taken.insert(output, path.clone());
        Ok(())
    }
}

/// What has an address already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Another file of the site.
    By(SourcePath),
    /// A file or folder that the program makes, below the output folder.
    ByOurs(String),
}

impl Taken {
    /// What is said of the file that wanted the address.
    pub fn told(&self, path: &SourcePath, address: &Address) -> Message {
        match self {
            Taken::By(other) => say::same_address(path, other, address.as_str()),
            Taken::ByOurs(made) => say::address_of_ours(path, made, address.as_str()),
        }
    }

    /// The name of it.
    pub fn name(&self) -> SourcePath {
        match self {
            Taken::By(path) => path.clone(),
            Taken::ByOurs(made) => SourcePath::new(made.as_str()),
        }
    }
}

/// Whether a folder would stand where the program puts a file: that of a page or of its copy, one at the root, one of the theme.
///
/// Files by these names are the writer's own, in the place of ours. A folder is mostly there by mistake.
fn is_file_of_ours(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let at_the_root = ["404.html", "_redirects", "llms.txt", "robots.txt", "sitemap.xml", "assets/addresses.js"];
    matches!(name, "index.html" | "index.md") || at_the_root.contains(&folder) || THEME_OUTPUTS.iter().any(|(path, _)| fold(path) == folder)
}
