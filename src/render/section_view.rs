//! A section of the handbook as one page, to print it or to read it in one go: the texts of its pages one behind the other.
//!
//! The title of the section is the only heading of level 1; those of its pages go down with how deep they stand. Ids and labels of
//! footnotes get the number of their page, and links among the pages lead to their place in here.

use std::collections::BTreeMap;

use serde::Serialize;

use super::html::{self, Body};
use super::page_view::{self, About, Around, Crumb};
use super::shortcodes;
use super::theme::Theme;
use crate::base::escape;
use crate::model::{Address, Output, Site, Target, section};
use crate::parse::LinkId;
use crate::parse::document::{Attributes, Block, BlockKind, HtmlPiece, Inline, InlineKind};
use crate::parse::front_matter::PageStatus;
use crate::parse::outline::Heading;
use crate::parse::walk::{self, walk};

/// The section.
#[derive(Debug, Serialize)]
pub struct SectionView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The page that it is the section of, for the way back.
    pub href: String,
    /// How many pages it holds.
    pub lead: String,
    /// Its pages as a list, as markup.
    pub contents: String,
    /// Their texts, as markup.
    pub body: String,
}

/// A page in its section.
struct Part<'site> {
    index: usize,
    address: &'site Address,
    /// In front of its ids; without the last dot it is its own id.
    prefix: String,
}

/// Makes the page.
pub fn section_print<'site>(
    site: &'site Site,
    theme: &'site Theme,
    output: &'site Output,
    index: usize,
    from: &'site Address,
) -> SectionView<'site> {
    let first = &site.pages[index];
    let entries = section(site, index);
    let mut parts: BTreeMap<&Address, Part> = BTreeMap::new();
    for (number, (_, entry)) in entries.iter().enumerate() {
        if let Some(index) = entry.page {
            let address = &site.pages[index].address;
            parts.insert(address, Part { index, address, prefix: format!("p{number}.") });
        }
    }
    let (mut blocks, mut targets, mut contents) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (depth, entry)) in entries.iter().enumerate() {
        let title = entry.page.map_or(entry.title.as_str(), |page| &site.pages[page].page.title);
        if *depth > 0 {
            let level = level_of(*depth);
            contents.push(Heading { level, id: format!("p{number}"), text: title.to_string(), written: level, listed: true });
        }
        let place = entry.page.map_or(String::new(), |_| format!(" data-place=\"{}\"", escape::text(entry.address.as_str())));
        blocks.push(markup(format!("<div class=\"prose\"{place}>")));
        if *depth > 0 {
            blocks.push(heading(level_of(*depth), title, format!("p{number}")));
        }
        if let Some(part) = entry.page.and_then(|page| parts.get(&site.pages[page].address)) {
            blocks.extend(said_of(site, theme, part.index).map(|text| block(BlockKind::Paragraph(vec![words(text)]))));
            blocks.extend(texts(site, part, *depth, targets.len()));
            let here = site.pages[part.index].targets.iter().map(|target| inside(site, &parts, from, target));
            targets.extend(here);
        }
        blocks.push(markup("</div>".to_string()));
    }
    let title = first.page.title.as_str();
    let mut crumbs = page_view::crumbs(site, theme, &first.address);
    if let Some(last) = crumbs.last_mut() {
        (last.href, last.current) = (Some(String::new()), false);
    }
    for crumb in &mut crumbs {
        // They were made for the page, one folder up.
        crumb.href =
            crumb.href.as_ref().map(|href| if href.is_empty() { from.link_to(&first.address, None) } else { format!("../{href}") });
    }
    crumbs.push(Crumb { title: theme.strings.get("print_section").to_string(), href: None, current: true });
    let about = About { address: from, title, description: None, source: None, reviewed: None, crumbs, output };
    let none = BTreeMap::new();
    let body = Body {
        from,
        targets: &targets,
        headings: &[],
        under_heading: &none,
        strings: &theme.strings,
        icons: &theme.icons,
        shortcode: &|shortcode, inner| shortcodes::show(theme, shortcode, inner),
        sizes: &site.image_sizes,
        glossary: None,
        id_prefix: "",
    };
    SectionView {
        around: page_view::around(site, theme, about),
        href: from.link_to(&first.address, None),
        lead: theme.strings.count("print_lead", parts.len()),
        contents: html::contents_list(&contents, "ul"),
        body: html::body(&blocks, &body),
    }
}

/// Pages right below the section have headings of level 2, and so on.
fn level_of(depth: usize) -> u8 {
    u8::try_from(depth + 1).unwrap_or(6).min(6)
}

/// That a page is retired or a draft, and its description.
fn said_of<'site>(site: &'site Site, theme: &'site Theme, index: usize) -> impl Iterator<Item = &'site str> {
    let front = &site.pages[index].front;
    let status = match front.status {
        Some(PageStatus::Retired) => Some("page_retired"),
        Some(PageStatus::Draft) => Some("page_draft"),
        _ => front.is_draft().then_some("page_draft"),
    };
    status.map(|key| theme.strings.get(key)).into_iter().chain(front.description.as_deref())
}

fn texts(site: &Site, part: &Part, depth: usize, first_link: usize) -> Vec<Block> {
    let mut blocks = site.pages[part.index].page.blocks.clone();
    blocks.iter_mut().for_each(|block| block.map_links(&|link| LinkId(link.0 + first_link)));
    place(&mut blocks, &part.prefix, level_of(depth) - 1);
    blocks
}

/// Where a link leads from here: to a place in here, when its page is here.
fn inside(site: &Site, parts: &BTreeMap<&Address, Part>, from: &Address, target: &Target) -> Target {
    let Target::Inside { address, anchor } = target else { return target.clone() };
    let Some(part) = parts.get(address) else { return target.clone() };
    let page = &site.pages[part.index].page;
    let known = anchor.as_ref().filter(|anchor| page.anchors.contains(anchor) && page.title_id.as_ref() != Some(*anchor));
    let anchor = known.map_or_else(|| part.prefix.trim_end_matches('.').to_string(), |anchor| format!("{}{anchor}", part.prefix));
    debug_assert_eq!(part.address, address);
    Target::Inside { address: from.clone(), anchor: Some(anchor) }
}

/// Gives ids and labels their prefix and moves headings down.
fn place(blocks: &mut [Block], prefix: &str, down: u8) {
    walk::rename(blocks, &|id| Some(format!("{prefix}{id}")), &|label| label.insert_str(0, prefix));
    walk(blocks, &mut |part| match part {
        walk::Part::Block(block) => match &mut block.kind {
            BlockKind::Heading { level, .. } => *level = (*level + down).min(6),
            BlockKind::Html(pieces) => move_html_down(pieces, down),
            // A list of headings of one page; the section has its own.
            BlockKind::Contents { .. } => block.kind = BlockKind::Html(Vec::new()),
            _ => {}
        },
        walk::Part::Inline(Inline { kind: InlineKind::Html(pieces), .. }) => move_html_down(pieces, down),
        _ => {}
    });
}

fn move_html_down(pieces: &mut [HtmlPiece], down: u8) {
    for piece in pieces {
        let HtmlPiece::Markup(markup) = piece else { continue };
        for level in (2..=6_u8).rev() {
            let now = (level + down).min(6);
            for begin in ["<h", "</h"] {
                *markup = markup.replace(&format!("{begin}{level}"), &format!("{begin}{now}"));
            }
        }
    }
}

fn block(kind: BlockKind) -> Block {
    Block { kind, attributes: Attributes::default(), span: crate::base::Span::default() }
}

fn markup(text: String) -> Block {
    block(BlockKind::Html(vec![HtmlPiece::Markup(text)]))
}

fn words(text: &str) -> Inline {
    Inline { kind: InlineKind::Text(text.to_string()), attributes: Attributes::default(), span: crate::base::Span::default() }
}

fn heading(level: u8, title: &str, id: String) -> Block {
    let mut attributes = Attributes::default();
    attributes.id = Some(id);
    Block { attributes, ..block(BlockKind::Heading { level, inlines: vec![words(title)] }) }
}
