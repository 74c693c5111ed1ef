//! Raw HTML of a page: cleaned, its links and anchors taken, with the place of each in the source.

use std::ops::Range;

use super::{Link, Reader};
use crate::base::Span;
use crate::base::catalogue::links as say_links;
use crate::base::catalogue::markdown as say;
use crate::parse::document::{HtmlPiece, LinkId};
use crate::parse::tags;

impl Reader<'_> {
    pub(super) fn clean_html(&mut self, html: &str, span: Span) -> Vec<HtmlPiece> {
        let source = self.source.text().get(span.start..span.end).unwrap_or("");
        let fragment = || Fragment { html, source, span, done: 0 };
        let (mut of_links, mut of_pictures, mut of_rest, mut of_open) = (fragment(), fragment(), fragment(), fragment());
        let links = &mut self.out.links;
        let mut cleaned = self.html.fragment(html, &mut |to, place, image| {
            let name = to.strip_prefix(tags::BY_NAME);
            let span = of_links.place(place);
            links.push(Link { to: name.unwrap_or(to).to_string(), by_name: name.is_some(), image, span });
            LinkId(links.len() - 1)
        });
        // A page told by its name in a place that is no address stays as it is written.
        cleaned.pieces.iter_mut().for_each(|piece| match piece {
            HtmlPiece::Markup(markup) if markup.contains(tags::BY_NAME) => markup.retain(|c| c != tags::BY_NAME),
            _ => {}
        });
        self.html.place(&mut |place| of_open.place(place));
        self.out.html_anchors.extend(cleaned.anchors);
        for place in cleaned.without_words {
            self.out.messages.push(say_links::html_image_without_words(self.path, of_pictures.place(place)));
        }
        cleaned.removed.sort_by_key(|(place, _)| place.start);
        for (place, what) in cleaned.removed {
            self.out.messages.push(say::html_removed(self.path, of_rest.place(place), &what));
        }
        cleaned.pieces
    }
}

/// Raw HTML as it was read, and the source that it was read from: the two differ by the signs of quotes and lists at the beginning of lines.
struct Fragment<'page> {
    html: &'page str,
    source: &'page str,
    span: Span,
    /// Up to where the source was looked through.
    done: usize,
}

impl Fragment<'_> {
    /// Where a part of the HTML stands in the source; parts are asked for in their order. From the first one that can't be found it is the
    /// whole: looking for each of them would make a long fragment slow.
    fn place(&mut self, part: Range<usize>) -> Span {
        let Some(written) = self.html.get(part.clone()).filter(|written| !written.is_empty()) else { return self.span };
        let same = self.html.len() == self.source.len() && self.source.get(part.clone()) == Some(written);
        let found = if same { Some(part.start) } else { self.source[self.done..].find(written).map(|at| self.done + at) };
        let Some(at) = found else {
            self.done = self.source.len();
            return self.span;
        };
        self.done = at + written.len();
        Span::new(self.span.start + at, self.span.start + at + written.len())
    }
}
