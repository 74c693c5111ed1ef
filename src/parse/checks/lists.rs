//! Lists that end too early: bullets that were meant to belong to a numbered item.

use super::Subject;
use crate::base::catalogue::markdown as say;
use crate::base::{Edit, Message, Span};
use crate::parse::document::{Block, BlockKind, Item, plain_text};

/// So many numbers are told of what readers see.
const SHOWN: usize = 12;

/// Looks at all lists of the page.
pub fn check(subject: &Subject, messages: &mut Vec<Message>) {
    siblings(subject, subject.blocks, messages);
}

// Recursion is bounded by `markdown::MAX_DEPTH`.
fn siblings(subject: &Subject, blocks: &[Block], messages: &mut Vec<Message>) {
    let mut at = 0;
    while at < blocks.len() {
        let length = blocks[at..].windows(2).take_while(|pair| follow(subject, &pair[0], &pair[1])).count() + 1;
        if length > 1 {
            run(subject, &blocks[at..at + length], messages);
        }
        at += length;
    }
    for block in blocks {
        block.kind.inner().into_iter().for_each(|blocks| siblings(subject, blocks, messages));
    }
}

/// Whether two blocks are a numbered list and bullets, or the other way round, with nothing but blank lines between.
fn follow(subject: &Subject, first: &Block, second: &Block) -> bool {
    let numbered = |block: &Block| match &block.kind {
        BlockKind::List { start, .. } => Some(start.is_some()),
        _ => None,
    };
    let turns = numbered(first).zip(numbered(second)).is_some_and(|(first, second)| first != second);
    turns && subject.text.get(first.span.end..second.span.start).is_none_or(|gap| gap.chars().all(|c| c.is_whitespace() || c == '>'))
}

/// Lists that follow each other directly, numbers and bullets in turn.
fn run(subject: &Subject, lists: &[Block], messages: &mut Vec<Message>) {
    let lists = if numbers(&lists[0]).is_some() { lists } else { &lists[1..] };
    // Of each list, whether its numbers begin again.
    let restarts: Vec<bool> = (0..lists.len()).map(|at| at >= 2 && at % 2 == 0 && restarts(subject, &lists[at - 2], &lists[at])).collect();
    let all_restart = lists.len() > 2 && (2..lists.len()).step_by(2).all(|at| restarts[at]);
    for (at, bullets) in lists.iter().enumerate().skip(1).step_by(2) {
        let before = &lists[at - 1];
        let restart = restarts.get(at + 1) == Some(&true);
        let Some(shape) = Shape::of(subject, before, bullets) else { continue };
        if shape.bullets_column > shape.number_column {
            let message = say::bullets_end_the_list(
                subject.path,
                marker(subject, bullets),
                shape.bullets_column - shape.number_column,
                shape.text_column - shape.number_column,
            );
            messages.push(message.fix(indent(subject, bullets, shape.missing())));
        } else if restart {
            let next = &lists[at + 1];
            let lines = (subject.line_number(bullets.span.start), subject.line_number(last_line(subject, bullets)));
            let seen = seen(lists);
            let message = say::numbering_restarts(subject.path, marker(subject, next), lines, shape.missing(), &seen);
            messages.push(message.fix(indent(subject, bullets, shape.missing())));
        } else if at + 1 == lists.len() && all_restart && announces(before) && announces(&lists[0]) {
            // The bullets of the last item: nothing starts again behind them, but they were meant like all the others.
            let message = say::bullets_end_the_list(subject.path, marker(subject, bullets), 0, shape.missing());
            messages.push(message.fix(indent(subject, bullets, shape.missing())));
        }
    }
}

fn numbers(block: &Block) -> Option<(u64, &[Item])> {
    match &block.kind {
        BlockKind::List { start: Some(start), items, .. } => Some((*start, items)),
        _ => None,
    }
}

/// Whether the numbers of `second` begin at 1 again, though its writer would count on.
fn restarts(subject: &Subject, first: &Block, second: &Block) -> bool {
    let (Some((_, items)), Some((start, _))) = (numbers(first), numbers(second)) else { return false };
    let sign = |block: &Block| subject.text[block.span.start..].chars().find(|c| !c.is_ascii_digit() && *c != ' ');
    start == 1 && !items.is_empty() && sign(first) == sign(second)
}

/// `1, 2, 3, 1, 1`
fn seen(lists: &[Block]) -> String {
    let all: Vec<u64> = lists.iter().filter_map(numbers).flat_map(|(start, items)| (start..).take(items.len())).take(SHOWN + 1).collect();
    let mut words: Vec<String> = all.iter().take(SHOWN).map(u64::to_string).collect();
    if all.len() > SHOWN {
        words.push("…".to_string());
    }
    words.join(", ")
}

/// Whether the words of the last item end with a colon.
fn announces(block: &Block) -> bool {
    let last = numbers(block).and_then(|(_, items)| items.last());
    last.and_then(|item| item.blocks.last()).is_some_and(|block| match &block.kind {
        BlockKind::Paragraph(inlines) => plain_text(inlines).ends_with(':'),
        _ => false,
    })
}

/// The sign of the first item.
fn marker(subject: &Subject, list: &Block) -> Span {
    let start = sign_at(subject, list.span.start);
    Span::new(start, start + 1)
}

/// Lists and items may begin with the blanks in front of their sign.
fn sign_at(subject: &Subject, start: usize) -> usize {
    let rest = &subject.text[start..];
    start + rest.len() - rest.trim_start_matches(' ').len()
}

/// Where the last item of a list begins.
fn last_line(subject: &Subject, list: &Block) -> usize {
    // The last lines of a list in a quote may hold nothing but signs of the quote.
    let end = subject.text[..list.span.end].trim_end_matches(|c: char| c.is_whitespace() || c == '>').len();
    end.max(list.span.start)
}

/// In which columns (from 0) a numbered list and the bullets behind it stand.
struct Shape {
    number_column: usize,
    text_column: usize,
    bullets_column: usize,
}

impl Shape {
    /// `None` when the bullets can't have been meant to belong to the list: they stand further left.
    fn of(subject: &Subject, list: &Block, bullets: &Block) -> Option<Shape> {
        let (_, items) = numbers(list)?;
        let item = sign_at(subject, items.last()?.span.start);
        let column = |at: usize| {
            let line = &subject.text[subject.line_start(at)..at];
            (!line.contains('\t')).then_some(line.len())
        };
        let written = &subject.text[item..];
        let digits = written.len() - written.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let behind = written.get(digits + 1..)?;
        let blanks = behind.len() - behind.trim_start_matches(' ').len();
        let number_column = column(item)?;
        let text_column = number_column + digits + 1 + if (1..=4).contains(&blanks) { blanks } else { 1 };
        let bullets_column = column(sign_at(subject, bullets.span.start))?;
        (bullets_column >= number_column && bullets_column < text_column).then_some(Shape { number_column, text_column, bullets_column })
    }

    fn missing(&self) -> usize {
        self.text_column - self.bullets_column
    }
}

/// Moves the lines of a list to the right, in a quote behind its signs. Code in it moves as a whole, so that it stays what it is.
fn indent(subject: &Subject, list: &Block, blanks: usize) -> Vec<Edit> {
    let start = subject.line_start(list.span.start);
    let lines = &subject.text[start..last_line(subject, list)];
    // A tab is as wide as the place it stands at.
    if lines.contains('\t') {
        return Vec::new();
    }
    let signs = subject.text[start..sign_at(subject, list.span.start)].matches('>').count();
    let mut at = start;
    let mut edits = Vec::new();
    for line in lines.split_inclusive('\n') {
        // A line with fewer signs goes on with the words above; it is where it belongs.
        if let Some(begin) = behind_signs(line, signs).filter(|begin| !line[*begin..].trim_matches([' ', '>', '\r', '\n']).is_empty()) {
            edits.push(Edit::new(at + begin..at + begin, " ".repeat(blanks)));
        }
        at += line.len();
    }
    edits
}

/// Where a line goes on behind so many signs of quotes; `None` when it has fewer.
fn behind_signs(line: &str, signs: usize) -> Option<usize> {
    let prefix = line.len() - line.trim_start_matches([' ', '>']).len();
    if signs == 0 { Some(0) } else { line[..prefix].match_indices('>').nth(signs - 1).map(|(at, _)| at + 1) }
}
