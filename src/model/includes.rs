//! `{{% include "file.md" %}}`: the text of one file in the pages that ask for it.
//!
//! Each file was parsed alone; here the blocks of a part are copied into the tree of the page, with links, ids and footnotes that are
//! unique there. A file is found as a link would be: seen from the file that asks, else from the content folder. Cost: what is included;
//! pages that include nothing are passed over. Circles, depth and size are limited, so that a few lines can't become gigabytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::site::{Included, Inserted, Piece, SitePage};
use super::{Address, Drafts};
use crate::base::catalogue::markdown as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, Slugs, SourcePath, Span};
use crate::parse::document::{Attributes, Block, BlockKind, Code, Inline, InlineKind, Shortcode};
use crate::parse::markdown::MAX_DEPTH;
use crate::parse::shortcodes::included_file;
use crate::parse::walk;
use crate::parse::{Page, checklists, outline};

/// Files may include files that include files, so deep.
const MAX_LEVELS: usize = 8;

/// So much may one page include.
const MAX_BYTES: usize = 1 << 20;

/// An empty file counts as so much, so that their number has a limit too.
const LEAST_BYTES: usize = 1 << 10;

/// What can be included.
pub struct Includes<'site> {
    content_folder: &'static str,
    drafts: Drafts,
    /// Pages and parts by their path below the content folder.
    texts: BTreeMap<&'site str, &'site Arc<Page>>,
    /// Other files.
    files: BTreeMap<&'site str, &'site Arc<[u8]>>,
    /// Parts that some page includes.
    used: BTreeSet<SourcePath>,
    messages: Vec<Message>,
}

/// A page that is being put together.
struct Whole {
    page: Page,
    pieces: Vec<Piece>,
    included: Vec<Included>,
    slugs: Slugs,
    bytes: usize,
    /// Files that are being read right now, outermost first, and their places among the pieces.
    within: Vec<SourcePath>,
    reading: Vec<usize>,
    notes: usize,
}

impl<'site> Includes<'site> {
    /// What these files offer.
    pub fn new(
        texts: impl IntoIterator<Item = &'site Arc<Page>>,
        files: &'site BTreeMap<SourcePath, Arc<[u8]>>,
        content_folder: &'static str,
        drafts: Drafts,
    ) -> Includes<'site> {
        let texts = texts.into_iter().map(|page| (below(&page.path, content_folder), page)).collect();
        let files = files.iter().map(|(path, bytes)| (below(path, content_folder), bytes)).collect();
        Includes { content_folder, drafts, texts, files, used: BTreeSet::new(), messages: Vec::new() }
    }

    /// Puts into a page what it asks for.
    pub fn fill(&mut self, entry: &mut SitePage) {
        if !entry.page.includes {
            return;
        }
        let mut page = Page::clone(&entry.page);
        let mut blocks = std::mem::take(&mut page.blocks);
        let mut slugs = Slugs::default();
        page.anchors.iter().chain(&page.title_id).for_each(|id| {
            slugs.take(id);
        });
        let within = vec![page.path.clone()];
        let pieces = vec![Piece { first_link: 0, page: entry.page.clone() }];
        let mut whole = Whole { page, pieces, included: Vec::new(), slugs, bytes: 0, within, reading: vec![0], notes: 0 };
        self.blocks(&entry.page, &mut blocks, 0, &mut whole);
        checklists::name(&mut blocks, &mut Slugs::default());
        let (headings, shows_contents) = outline::headings_of(&whole.page.path, &mut blocks);
        whole.page.anchors.sort();
        whole.page.anchors.dedup();
        entry.page = Arc::new(Page { blocks, headings, shows_contents, ..whole.page });
        entry.pieces = whole.pieces;
        entry.included = whole.included;
    }

    /// Remembers what a page that is no part of the site includes: it may come back.
    pub fn keep_for(&mut self, page: &Arc<Page>) {
        let said = self.messages.len();
        self.fill(&mut SitePage {
            page: page.clone(),
            pieces: Vec::new(),
            included: Vec::new(),
            front: page.front.clone(),
            address: Address::new("/"),
            targets: Arc::default(),
            link_messages: Arc::default(),
            maps: Vec::new(),
        });
        self.messages.truncate(said);
    }

    /// What is to be said: what went wrong, and which `parts` no page includes.
    pub fn finish(mut self, parts: &[Arc<Page>]) -> Vec<Message> {
        let unused = parts.iter().filter(|part| !self.used.contains(&part.path));
        self.messages.extend(unused.map(|part| say::included_by_nobody(&part.path)));
        self.messages
    }

    /// Replaces the shortcodes in blocks of the file `of`. Recursion is bounded by `MAX_DEPTH`, which holds for the whole tree.
    fn blocks(&mut self, of: &Page, blocks: &mut Vec<Block>, depth: usize, whole: &mut Whole) {
        let mut filled = Vec::with_capacity(blocks.len());
        for mut block in std::mem::take(blocks) {
            if let BlockKind::Shortcode { shortcode, .. } = &block.kind
                && let Some(file) = included_file(shortcode)
            {
                match self.content(of, block.span, shortcode, file, depth, whole) {
                    Some(included) => filled.extend(included),
                    None => filled.push(block),
                }
                continue;
            }
            for inlines in block.kind.texts_mut() {
                self.inlines(of, inlines, depth + 1, whole);
            }
            for inner in block.kind.inner_mut() {
                self.blocks(of, inner, depth + 1, whole);
            }
            filled.push(block);
        }
        *blocks = filled;
    }

    fn inlines(&mut self, of: &Page, inlines: &mut Vec<Inline>, depth: usize, whole: &mut Whole) {
        let asks = |inline: &Inline| matches!(&inline.kind, InlineKind::Shortcode { shortcode, .. } if included_file(shortcode).is_some());
        if !inlines.iter().any(asks) {
            inlines.iter_mut().filter_map(|inline| inline.kind.inner_mut()).for_each(|inner| self.inlines(of, inner, depth + 1, whole));
            return;
        }
        let mut filled = Vec::with_capacity(inlines.len());
        for mut inline in std::mem::take(inlines) {
            let included = match &inline.kind {
                InlineKind::Shortcode { shortcode, .. } => included_file(shortcode)
                    .and_then(|file| Some((self.content(of, inline.span, shortcode, file, depth, whole)?, file.to_string()))),
                _ => None,
            };
            match included {
                Some((mut blocks, file)) => match (blocks.pop(), blocks.is_empty()) {
                    (Some(Block { kind: BlockKind::Paragraph(words) | BlockKind::Plain(words), .. }), true) => filled.extend(words),
                    (None, _) => {}
                    _ => {
                        self.messages.push(say::included_in_a_line(&of.path, inline.span, &file));
                        let within = whole.within_piece();
                        whole.included.retain(|included| included.within != within || included.span != inline.span);
                        filled.push(inline);
                    }
                },
                None => {
                    if let Some(inner) = inline.kind.inner_mut() {
                        self.inlines(of, inner, depth + 1, whole);
                    }
                    filled.push(inline);
                }
            }
        }
        *inlines = filled;
    }

    /// The blocks that a shortcode stands for; `None` when it is shown as it was written.
    fn content(&mut self, of: &Page, span: Span, shortcode: &Shortcode, file: &str, depth: usize, whole: &mut Whole) -> Option<Vec<Block>> {
        let candidates = self.candidates(&of.path, file);
        if let Some(text) = candidates.iter().find_map(|path| self.texts.get(path.as_str()).copied()) {
            self.used.insert(text.path.clone());
            if text.front.is_draft() && self.drafts == Drafts::LeaveOut {
                self.messages.push(say::included_draft(&of.path, span, file));
                return None;
            }
            return self.text(of, span, (shortcode, file), text, depth, whole);
        }
        if let Some((path, bytes)) =
            candidates.iter().find_map(|path| self.files.get_key_value(path.as_str()).map(|(path, bytes)| (*path, Arc::clone(bytes))))
        {
            let Ok(text) = std::str::from_utf8(&bytes) else {
                self.messages.push(say::included_is_no_text(&of.path, span, file));
                return None;
            };
            let language = shortcode.arguments.iter().find(|(key, _)| key == "lang").map(|(_, value)| value.clone());
            let language = language.unwrap_or_else(|| SourcePath::new(path).extension());
            if !self.fits(of, span, file, bytes.len(), whole) {
                return None;
            }
            whole.note(span, shortcode, Inserted::Code(language.clone(), Arc::clone(&bytes)));
            let code = Code { language, text: text.to_string(), ..Code::default() };
            return Some(vec![Block { kind: BlockKind::Code(Box::new(code)), attributes: Attributes::default(), span }]);
        }
        let meant = self.nearest(&candidates);
        self.messages.push(say::included_missing(&of.path, span, file, meant.as_deref()));
        None
    }

    fn text(
        &mut self,
        of: &Page,
        span: Span,
        (shortcode, file): (&Shortcode, &str),
        text: &Arc<Page>,
        depth: usize,
        whole: &mut Whole,
    ) -> Option<Vec<Block>> {
        if let Some(at) = whole.within.iter().position(|path| *path == text.path) {
            let circle: Vec<&str> = whole.within[at..].iter().chain([&text.path]).map(|path| below(path, self.content_folder)).collect();
            self.messages.push(say::included_in_a_circle(&of.path, span, &circle));
            return None;
        }
        if whole.within.len() > MAX_LEVELS {
            self.messages.push(say::included_too_deep(&of.path, span, file, MAX_LEVELS));
            return None;
        }
        if depth + depth_of(&text.blocks) > MAX_DEPTH {
            self.messages.push(say::nested_too_deep(&of.path, span, MAX_DEPTH));
            return None;
        }
        if !self.fits(of, span, file, text.size_bytes, whole) {
            return None;
        }
        let piece = whole.pieces.len();
        whole.note(span, shortcode, Inserted::Piece(piece));
        let mut blocks = whole.add(text);
        whole.within.push(text.path.clone());
        whole.reading.push(piece);
        self.blocks(text, &mut blocks, depth, whole);
        whole.reading.pop();
        whole.within.pop();
        Some(blocks)
    }

    fn fits(&mut self, of: &Page, span: Span, file: &str, bytes: usize, whole: &mut Whole) -> bool {
        let bytes = whole.bytes + bytes.max(LEAST_BYTES);
        if bytes > MAX_BYTES {
            self.messages.push(say::included_too_much(&of.path, span, file, MAX_BYTES));
            return false;
        }
        whole.bytes = bytes;
        true
    }

    /// The paths below the content folder that may be meant, best first.
    fn candidates(&self, from: &SourcePath, file: &str) -> Vec<String> {
        let folder = SourcePath::new(below(from, self.content_folder)).folder().to_string();
        let folders = if file.starts_with('/') { vec![String::new()] } else { vec![folder, String::new()] };
        let paths = folders.iter().filter_map(|folder| super::links::joined(folder, file)).filter(|path| !path.is_empty());
        let mut candidates: Vec<String> = paths.flat_map(|path| [path.clone(), format!("{path}.md")]).collect();
        candidates.dedup();
        candidates
    }

    /// The file with the nearest name, in whatever folder, else with the nearest path.
    fn nearest(&self, candidates: &[String]) -> Option<String> {
        let known = || self.texts.keys().copied().filter(|path| path.ends_with(".md"));
        let name = |path: &str| path.rsplit('/').next().unwrap_or("").trim_end_matches(".md").trim_start_matches('_').to_string();
        let names: BTreeMap<String, &str> = known().map(|path| (name(path), path)).collect();
        let wanted = name(candidates.first()?);
        let by_name = nearest(&wanted, names.keys().map(String::as_str)).and_then(|name| names.get(name).copied());
        let by_path = || candidates.iter().find_map(|path| nearest(path, known()));
        by_name.or_else(by_path).map(|path| format!("/{path}"))
    }
}

impl Whole {
    fn within_piece(&self) -> usize {
        self.reading.last().copied().unwrap_or(0)
    }

    /// Remembers what stands in the place of a tag.
    fn note(&mut self, span: Span, shortcode: &Shortcode, what: Inserted) {
        self.included.push(Included { within: self.within_piece(), span, tag: shortcode.source.clone(), what });
    }

    /// Takes the links and anchors of a part into the page. Out: its blocks, with what they are called by in the page.
    fn add(&mut self, part: &Arc<Page>) -> Vec<Block> {
        let first = self.page.links.len();
        self.pieces.push(Piece { first_link: first, page: part.clone() });
        let mut blocks = part.blocks.clone();
        blocks.iter_mut().for_each(|block| block.map_links(&|link| crate::parse::LinkId(link.0 + first)));
        let mut renamed = HashMap::new();
        for id in part.anchors.iter().filter(|id| Some(*id) != part.title_id.as_ref()) {
            let free = if self.slugs.take(id) { id.clone() } else { self.slugs.make(id) };
            self.page.anchors.push(free.clone());
            if free != *id {
                renamed.insert(id.clone(), free);
            }
        }
        self.notes += 1;
        // `[^1]` of a part is another note than that of the page.
        let behind = format!("-{}", self.notes);
        walk::rename(&mut blocks, &|id| renamed.get(id).cloned(), &|label| label.push_str(&behind));
        // A link to a heading of the part follows it.
        self.page.links.extend(part.links.iter().cloned().map(|mut link| {
            if let Some(now) = link.to.strip_prefix('#').and_then(|id| renamed.get(id)) {
                link.to = format!("#{now}");
            }
            link
        }));
        self.page.addresses.extend(part.addresses.iter().copied());
        blocks
    }
}

fn depth_of(blocks: &[Block]) -> usize {
    let inner = blocks.iter().flat_map(|block| {
        let texts = block.kind.texts().into_iter().map(depth_of_text).max();
        texts.into_iter().chain(block.kind.inner().into_iter().map(depth_of))
    });
    1 + inner.max().unwrap_or(0)
}

fn depth_of_text(inlines: &[Inline]) -> usize {
    1 + inlines.iter().map(|inline| inline.kind.inner()).filter(|inner| !inner.is_empty()).map(depth_of_text).max().unwrap_or(0)
}

fn below<'path>(path: &'path SourcePath, content_folder: &str) -> &'path str {
    path.strip(content_folder).unwrap_or(path.as_str())
}
