//! The headings of a page: their ids by kramdown's rule, which one is the title, and what the table of contents shows.

use super::document::{Attributes, Block, BlockKind, Definition, Inline, plain_text};
use super::emoji;
use crate::base::catalogue::markdown as say;
use crate::base::{Message, Slugs, SourcePath, slug};

/// A heading of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6; the title is none of them.
    pub level: u8,
    /// 1 to 6, as it was written: what a table of contents in the text goes by, as kramdown's does.
    pub written: u8,
    /// Its id.
    pub id: String,
    /// Its words without markup.
    pub text: String,
    /// Whether a table of contents shows it: not with `{:.no_toc}`, and not without words.
    pub listed: bool,
}

/// What a page consists of, once its title is known.
pub struct Outline {
    /// The title.
    pub title: String,
    /// The anchor of the heading that became the title.
    pub title_id: Option<String>,
    /// The blocks without that heading, every heading with its id.
    pub blocks: Vec<Block>,
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// Every id a link can lead to, sorted.
    pub anchors: Vec<String>,
    /// Whether there is a table of contents in the text.
    pub shows_contents: bool,
}

/// Finds title, ids and anchors. `wanted` is the title from the head of the page.
pub fn take(
    path: &SourcePath,
    wanted: Option<&str>,
    mut blocks: Vec<Block>,
    html_anchors: &[String],
    messages: &mut Vec<Message>,
) -> Outline {
    let (mut headings, mut anchors, shows_contents) = name(path, &mut blocks, html_anchors, messages);
    let found = title_at(&blocks, wanted);
    let mut title_id = None;
    let mut title = wanted.map(|title| title.trim().to_string());
    if let Some(at) = found {
        let block = blocks.remove(at);
        title_id = block.attributes.id.clone();
        headings.retain(|heading| Some(&heading.id) != title_id.as_ref());
        if let (BlockKind::Heading { inlines, .. }, None) = (&block.kind, &title) {
            title = Some(plain_text(inlines)).filter(|text| !text.is_empty());
        }
    }
    demote(&mut blocks, path, messages);
    for heading in &mut headings {
        heading.level = heading.level.max(2);
    }
    anchors.sort();
    anchors.dedup();
    Outline { title: title.unwrap_or_else(|| title_from_name(path)), title_id, blocks, headings, anchors, shows_contents }
}

/// Finds ids and anchors of text that has no title: it stands in pages that have one.
pub fn of_part(path: &SourcePath, mut blocks: Vec<Block>, html_anchors: &[String], messages: &mut Vec<Message>) -> Outline {
    let (mut headings, mut anchors, shows_contents) = name(path, &mut blocks, html_anchors, messages);
    demote(&mut blocks, path, &mut Vec::new());
    headings.iter_mut().for_each(|heading| heading.level = heading.level.max(2));
    anchors.sort();
    anchors.dedup();
    Outline { title: title_from_name(path), title_id: None, blocks, headings, anchors, shows_contents }
}

/// The headings of blocks that have all got their ids, and whether a table of contents stands among them.
pub fn headings_of(path: &SourcePath, blocks: &mut [Block]) -> (Vec<Heading>, bool) {
    let mut nothing = Vec::new();
    let mut namer = Namer::new(path, &mut nothing);
    namer.name(blocks);
    namer.headings.iter_mut().for_each(|heading| heading.level = heading.level.max(2));
    (namer.headings, namer.shows_contents)
}

/// Gives every heading its id. Out: the headings, all ids, and whether there is a table of contents.
fn name(
    path: &SourcePath,
    blocks: &mut [Block],
    html_anchors: &[String],
    messages: &mut Vec<Message>,
) -> (Vec<Heading>, Vec<String>, bool) {
    let mut namer = Namer::new(path, messages);
    for id in html_anchors {
        namer.slugs.take(id);
        namer.ids.push(id.clone());
    }
    namer.explicit(blocks);
    namer.name(blocks);
    (namer.headings, namer.ids, namer.shows_contents)
}

/// The heading of level 1 that says the title: the first one without a title in the head, else the one with the same words.
fn title_at(blocks: &[Block], wanted: Option<&str>) -> Option<usize> {
    blocks.iter().position(|block| match &block.kind {
        BlockKind::Heading { level: 1, inlines } => wanted.is_none_or(|wanted| slug::slug(wanted) == slug::slug(&plain_text(inlines))),
        _ => false,
    })
}

/// `content/sa/who-is-my-sa.md` is called "Who is my sa", `content/sa/index.md` "Sa".
fn title_from_name(path: &SourcePath) -> String {
    let stem = path.stem();
    let name = match stem {
        "index" | "_index" | "README" => path.folder().rsplit('/').next().filter(|folder| !folder.is_empty() && *folder != "content"),
        _ => Some(stem),
    };
    let words = name.unwrap_or("Home").replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or(words.clone(), |first| first.to_uppercase().chain(chars).collect())
}

/// A page has one heading of level 1: its title. Others move to level 2. Only headings outside of quotes and lists are looked at.
fn demote(blocks: &mut [Block], path: &SourcePath, messages: &mut Vec<Message>) {
    for block in blocks {
        if let BlockKind::Heading { level, .. } = &mut block.kind
            && *level == 1
        {
            *level = 2;
            messages.push(say::second_title(path, block.span));
        }
    }
}

struct Namer<'page> {
    path: &'page SourcePath,
    slugs: Slugs,
    headings: Vec<Heading>,
    ids: Vec<String>,
    shows_contents: bool,
    messages: &'page mut Vec<Message>,
}

// Recursion in both walks is bounded by `markdown::MAX_DEPTH`.
impl<'page> Namer<'page> {
    fn new(path: &'page SourcePath, messages: &'page mut Vec<Message>) -> Namer<'page> {
        Namer { path, slugs: Slugs::default(), headings: Vec::new(), ids: Vec::new(), shows_contents: false, messages }
    }

    /// Explicit ids first: they win over made ones, wherever they stand.
    fn explicit(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.explicit_id(&block.attributes, block.span);
            match &block.kind {
                BlockKind::List { items, .. } => items.iter().for_each(|item| {
                    self.explicit_id(&item.attributes, item.span);
                    self.explicit(&item.blocks);
                }),
                BlockKind::Definitions(parts) => parts.iter().for_each(|part| match part {
                    Definition::Term { attributes, inlines, span } => {
                        self.explicit_id(attributes, *span);
                        self.explicit_inline(inlines);
                    }
                    Definition::Meaning { blocks, attributes, span, .. } => {
                        self.explicit_id(attributes, *span);
                        self.explicit(blocks);
                    }
                }),
                kind => {
                    kind.texts().into_iter().for_each(|inlines| self.explicit_inline(inlines));
                    kind.inner().into_iter().for_each(|blocks| self.explicit(blocks));
                }
            }
        }
    }

    fn explicit_inline(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.explicit_id(&inline.attributes, inline.span);
            self.explicit_inline(inline.kind.inner());
        }
    }

    fn explicit_id(&mut self, attributes: &Attributes, span: crate::base::Span) {
        let Some(id) = &attributes.id else { return };
        if !self.slugs.take(id) {
            self.messages.push(say::id_twice(self.path, span, id));
        }
        self.ids.push(id.clone());
    }

    fn name(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::Heading { level, inlines } => {
                    let text = plain_text(inlines);
                    let id = block.attributes.id.get_or_insert_with(|| self.slugs.make(&text)).clone();
                    emoji::replace_inlines(inlines);
                    let text = if text.contains(':') { plain_text(inlines) } else { text };
                    let listed = !text.is_empty() && !block.attributes.has_class("no_toc");
                    self.ids.push(id.clone());
                    self.headings.push(Heading { level: *level, written: *level, id, text, listed });
                }
                BlockKind::Contents { .. } => self.shows_contents = true,
                kind => kind.inner_mut().into_iter().for_each(|blocks| self.name(blocks)),
            }
        }
    }
}
