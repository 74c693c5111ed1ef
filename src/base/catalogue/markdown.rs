//! WB1xx: Markdown pages and their front matter.

use crate::base::{Message, Severity, SourcePath, Span};

use Severity::{Error, Note, Warning};

/// An attribute that the allow-list does not have.
pub fn unknown_attribute(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB101", Warning, path, format!("the attribute `{name}` may not be set from a page; it is left out"))
        .at(span)
        .help("beside `.class` and `#id` a page may set title, lang, dir, width, height, align, rel, target, hreflang, start and alt")
}

/// An attribute list with nothing to belong to.
pub fn attribute_of_nothing(path: &SourcePath, span: Span) -> Message {
    Message::new("WB102", Warning, path, "this attribute list stands beside nothing that it could belong to; it is left out")
        .at(span)
        .help("put it on the line right under its heading, list, table or paragraph, without an empty line between")
}

/// An attribute list that stays text, because plain words stand before it.
pub fn attributes_among_words(path: &SourcePath, span: Span) -> Message {
    Message::new("WB102", Warning, path, "this attribute list stands behind plain words, which can't have attributes; readers see it")
        .at(span)
        .help("put it on a line of its own below the paragraph, or right behind a link, a picture, code or stressed words")
}

/// A name in an attribute list that no list has.
pub fn unknown_list_name(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB123", Warning, path, format!("nothing is called `{name}` here; it gives no attributes"))
        .at(span)
        .help(format!("a class is written `.{name}`, an id `#{name}`; a list of its own is `{{:{name}: .class}}`"))
}

/// Something of kramdown that waybook does not do.
pub fn not_supported(path: &SourcePath, span: Span, what: &str) -> Message {
    Message::new("WB120", Warning, path, format!("kramdown's {what} is not supported here; it is left out"))
        .at(span)
        .help("the manual lists what differs from kramdown; see whether the page still says what you mean")
}

/// `{::name}` that kramdown does not know either.
pub fn unknown_extension(path: &SourcePath, span: Span, name: &str, meant: Option<&str>) -> Message {
    let help = match meant {
        Some(meant) => format!("did you mean `{{::{meant}}}`?"),
        None => "kramdown has `{::comment}`, `{::nomarkdown}` and `{::options}`".to_string(),
    };
    Message::new("WB120", Warning, path, format!("kramdown has no `{{::{name}}}`; readers see it and what stands behind it"))
        .at(span)
        .help(help)
}

/// `{:toc}` for the second time.
pub fn second_contents(path: &SourcePath, span: Span) -> Message {
    Message::new("WB120", Warning, path, "a page has one table of contents; readers see this list as it is written")
        .at(span)
        .help("take it out, or the first one")
}

/// Code that is too long to be coloured.
pub fn code_too_long(path: &SourcePath, span: Span, what: &str, limit: usize) -> Message {
    Message::new("WB124", Note, path, format!("a {what} of this code is longer than {limit} bytes; it is shown without colours"))
        .at(Span::new(span.start, span.start))
        .help("so much code is rarely read in a page; publish it as a file and link to it")
}

/// A drawing that is shown as code.
pub fn drawing_as_code(path: &SourcePath, span: Span, language: &str) -> Message {
    Message::new("WB126", Note, path, format!("drawings in `{language}` are not drawn; readers see the code"))
        .at(Span::new(span.start, span.start))
        .help("a process can be a map of its own; another drawing can be a picture with words that say what it shows")
}

/// A formula that can't be read.
pub fn formula_unreadable(path: &SourcePath, span: Span, wrong: &str) -> Message {
    let wrong = wrong.trim_end_matches('.');
    Message::new("WB127", Warning, path, format!("this formula can't be read: {wrong}; readers see it as code"))
        .at(span)
        .help("formulas are written in TeX; a dollar sign that is meant is `\\$`")
}

/// A `layout:` for which the theme has no template.
pub fn unknown_layout(path: &SourcePath, span: Span, layout: &str, known: &[&str]) -> Message {
    Message::new("WB130", Note, path, format!("there is no layout `{layout}`; the page is shown like all others"))
        .at(span)
        .help(format!("remove the line, or write one of these: {}", known.join(", ")))
}

/// HTML where Markdown has a sign.
pub fn needless_html(path: &SourcePath, span: Span, tag: &str, instead: &str) -> Message {
    Message::new("WB115", Note, path, format!("`<{tag}>` is not needed: Markdown has a sign of its own for it"))
        .at(span)
        .help(format!("write `{instead}`"))
}

/// The same line of links on many pages.
pub fn same_links(path: &SourcePath, span: Span, pages: usize) -> Message {
    Message::new("WB121", Note, path, format!("the same line of links stands on {pages} pages; who changes one forgets the others"))
        .at(span)
        .help("remove it where the sidebar says the same, or put it on one page and link to that")
}

/// A heading of level 1 beside the title.
pub fn second_title(path: &SourcePath, span: Span) -> Message {
    Message::new("WB117", Note, path, "a page has one title; this heading of level 1 is shown as one of level 2")
        .at(span)
        .help("write it with `##`")
}

/// An explicit id that was used before.
pub fn id_twice(path: &SourcePath, span: Span, id: &str) -> Message {
    Message::new("WB119", Warning, path, format!("the id `{id}` is used twice in this page; links lead to the first one"))
        .at(span)
        .help("give this one another id")
}

/// Front matter that never ends.
pub fn front_matter_open(path: &SourcePath, span: Span) -> Message {
    Message::new("WB131", Error, path, "the front matter begins here and never ends; it is shown as text")
        .at(span)
        .help("close it with a line that holds just `---`")
}

/// A front-matter key that looks like a slip of a known one.
pub fn front_matter_slip(path: &SourcePath, span: Span, key: &str, meant: &str) -> Message {
    Message::new("WB132", Warning, path, format!("`{key}` is not a key that waybook knows"))
        .at(span)
        .help(format!("did you mean `{meant}`?"))
}

/// A front-matter value of the wrong type.
pub fn front_matter_value(path: &SourcePath, span: Span, key: &str, wanted: &str) -> Message {
    Message::new("WB133", Error, path, format!("`{key}` must be {wanted}; it is ignored")).at(span)
}

/// Front matter over the limit.
pub fn front_matter_too_large(path: &SourcePath, span: Span, limit: usize) -> Message {
    Message::new("WB134", Error, path, format!("the front matter is larger than {limit} bytes; it is ignored")).at(span)
}

/// An element of raw HTML without its end tag.
pub fn html_without_end(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB140", Warning, path, format!("`<{name}>` has no end tag; it goes on to the end of the text that it stands in"))
        .at(span)
        .help(format!("write `</{name}>` where it is to end"))
}

/// Something in raw HTML that may not be published.
pub fn html_removed(path: &SourcePath, span: Span, what: &str) -> Message {
    Message::new("WB140", Warning, path, format!("{what} is taken out; raw HTML may not use it here"))
        .at(span)
        .help("write it in Markdown; a site that trusts all its writers can set `raw_html: trusted`")
}

/// A shortcode that no template shows.
pub fn unknown_shortcode(path: &SourcePath, span: Span, name: &str, meant: Option<&str>) -> Message {
    Message::new("WB142", Warning, path, format!("there is no shortcode `{name}`; its tags are shown as they were written"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `{meant}`?")))
        .help(format!("to have it, put a template `themes/handbook/templates/shortcodes/{name}.html` into the site"))
}

/// `:::name` of a box that there is not.
pub fn unknown_box(path: &SourcePath, span: Span, name: &str, known: &[&str], meant: Option<&str>) -> Message {
    let help = meant.map_or_else(|| format!("the boxes are {}", known.join(", ")), |meant| format!("did you mean `:::{meant}`?"));
    Message::new("WB142", Warning, path, format!("there is no box `{name}`; its lines are shown as they were written")).at(span).help(help)
}

/// `[!name]` at the beginning of a quote: of a box that there is not, or, where it is `known`, with words behind it.
pub fn no_alert(path: &SourcePath, span: Span, name: &str, meant: Option<&str>, known: bool) -> Message {
    let (text, help) = match meant {
        _ if known => (
            format!("`[!{name}]` makes no box here, because it is not alone on its line; readers see it in a quote"),
            "write what stands behind it on the next line, after `> `".to_string(),
        ),
        Some(meant) => (format!("there is no box `[!{name}]`; readers see it in a quote"), format!("did you mean `[!{meant}]`?")),
        None => (
            format!("there is no box `[!{name}]`; readers see it in a quote"),
            "write `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`".to_string(),
        ),
    };
    Message::new("WB142", Warning, path, text).at(span).help(help)
}

/// Lines between `|` that are no table. `dashes` is how many cells the line of dashes has, if there is one.
pub fn no_table(path: &SourcePath, span: Span, cells: usize, dashes: Option<usize>) -> Message {
    let line = format!("|{}", "---|".repeat(cells.min(12)));
    let count = |cells: usize| if cells == 1 { "1 cell".to_string() } else { format!("{cells} cells") };
    let (text, help) = match dashes {
        Some(dashes) => (
            format!("this is no table: its first line has {}, the line of dashes {dashes}; readers see the signs", count(cells)),
            format!("write as many: `{line}`"),
        ),
        None => (
            "this is no table: below its first line the line of dashes is missing; readers see the signs".to_string(),
            format!("write `{line}` there"),
        ),
    };
    Message::new("WB149", Warning, path, text).at(span).help(help)
}

/// A video without its id.
pub fn video_without_id(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB147", Warning, path, format!("`{name}` does not say which video; it is left out"))
        .at(span)
        .help(format!("write the id of the video, as it stands in its address: `{{{{< {name} id >}}}}`"))
}

/// A tag of a shortcode whose other half is missing.
pub fn half_shortcode(path: &SourcePath, span: Span, name: &str, last: bool) -> Message {
    let (what, write) = if last {
        (format!("this tag ends `{name}`, which does not begin above; readers see the tag"), "take it out, or write the first tag above")
    } else {
        (format!("`{name}` begins here and never ends; readers see the tag"), "write its last tag below what belongs to it")
    };
    let end = if last { format!("`{{{{% {name} %}}}}`") } else { format!("`{{{{% /{name} %}}}}`") };
    let end = if name.starts_with(':') { "`:::`".to_string() } else { end };
    Message::new("WB146", Warning, path, what).at(span).help(format!("{write}: {end}"))
}

/// A shortcode that begins among words and ends in another block.
pub fn shortcode_over_blocks(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB146", Warning, path, format!("`{name}` begins inside a line and ends in another block; readers see its tags"))
        .at(span)
        .help("begin it on a line of its own, or end it in the same paragraph")
}

/// Blocks inside blocks inside blocks.
pub fn nested_too_deep(path: &SourcePath, span: Span, limit: usize) -> Message {
    Message::new(
        "WB141",
        Error,
        path,
        format!("lists and quotes are nested deeper than {limit} levels here; what lies deeper is shown flat"),
    )
    .at(span)
}

/// Bullets between numbered items that stand too far left.
pub fn numbering_restarts(path: &SourcePath, span: Span, bullets: (usize, usize), blanks: usize, seen: &str) -> Message {
    let (first, last) = bullets;
    let which =
        if first == last { format!("the bullet at line {first} is") } else { format!("the bullets at lines {first} to {last} are") };
    let them = if first == last { "it ends" } else { "they end" };
    let text = format!("numbering starts again here: {which} not indented, so {them} the list above; readers now see {seen}");
    Message::new("WB103", Warning, path, text).at(span).help(format!("indent the bullets by {}", spaces(blanks)))
}

/// Bullets that were meant to belong to a numbered item.
pub fn bullets_end_the_list(path: &SourcePath, span: Span, has: usize, wants: usize) -> Message {
    let has = if has == 0 { "not indented".to_string() } else { format!("indented by only {}", spaces(has)) };
    let text = format!("these bullets are {has}, so they are not part of the numbered item above: readers see two lists");
    Message::new("WB104", Warning, path, text).at(span).help(format!("indent them by {wants}, as far as the text of the item"))
}

fn spaces(number: usize) -> String {
    if number == 1 { "1 space".to_string() } else { format!("{number} spaces") }
}

/// Stars without a partner.
pub fn unbalanced_emphasis(path: &SourcePath, span: Span, marks: &str) -> Message {
    let meant: String = marks.chars().flat_map(|sign| ['\\', sign]).collect();
    Message::new("WB105", Warning, path, format!("readers see `{marks}` here, because it has no partner"))
        .at(span)
        .help(format!("write `*` before and after the words for *emphasis*, `**` for **strong**; a star that is meant is `{meant}`"))
}

/// A word with empty brackets behind it.
pub fn lost_link(path: &SourcePath, span: Span, word: &str) -> Message {
    Message::new("WB106", Note, path, format!("`{word}()` looks like a link that has lost its address"))
        .at(span)
        .help(format!("write `[{word}](page.md)`, or just `{word}`; a name in a program is written as code"))
}

/// A heading in brackets.
pub fn heading_in_brackets(path: &SourcePath, span: Span, words: &str) -> Message {
    Message::new("WB107", Warning, path, "this heading stands in brackets, and readers see them")
        .at(span)
        .help(format!("write `{}`", words.trim()))
}

/// `##Words`
pub fn heading_without_blank(path: &SourcePath, span: Span, signs: &str) -> Message {
    Message::new("WB129", Warning, path, format!("without a space behind `{signs}` this is no heading; readers see the signs"))
        .at(span)
        .help(format!("write `{signs} `, then the words"))
}

/// `-[ ] words` or `- [x]words`
pub fn task_without_blank(path: &SourcePath, span: Span, written: &str, right: &str) -> Message {
    Message::new("WB129", Warning, path, format!("`{written}` makes no task: a space is missing; readers see the signs"))
        .at(span)
        .help(format!("write `{right}`, then the words"))
}

/// `## `
pub fn heading_without_words(path: &SourcePath, span: Span) -> Message {
    Message::new("WB148", Warning, path, "this heading has no words; readers see a gap, and contents list nothing for it")
        .at(span)
        .help("write what the section is about, or remove the line")
}

/// Text that went through the wrong encoding.
pub fn decoded_twice(path: &SourcePath, span: Span, now: &str, right: &str) -> Message {
    let right = if right.trim().is_empty() { "a space".to_string() } else { format!("`{right}`") };
    Message::new("WB108", Warning, path, format!("`{now}` is what is left of {right} that was saved in the wrong encoding"))
        .at(span)
        .help("`waybook check --fix` puts it right; see that your editor reads and saves UTF-8")
}

/// A heading right below a list.
pub fn heading_glued_to_list(path: &SourcePath, span: Span) -> Message {
    Message::new("WB109", Note, path, "this heading follows a list without an empty line; other tools show it as a part of the list")
        .at(span)
        .help("put an empty line above it")
}

/// Lines that look like a list and are none.
pub fn lines_run_together(path: &SourcePath, span: Span, lines: usize) -> Message {
    Message::new("WB110", Warning, path, format!("readers see these {lines} lines as one: a line end in a paragraph is just a space"))
        .at(span)
        .help("begin each with `- ` to make a list")
}

/// A bold line in the place of a heading.
pub fn bold_line(path: &SourcePath, span: Span) -> Message {
    Message::new("WB111", Note, path, "this bold line looks like a heading, but links, contents and screen readers can't find it")
        .at(span)
        .help("write it with `#` signs, one more than the heading above it")
}

/// Something that is still to be done.
pub fn todo_left(path: &SourcePath, span: Span) -> Message {
    Message::new("WB112", Note, path, "something is still to be done here, and readers see this mark")
        .at(span)
        .help("do it, or move the mark into a comment: `<!-- to do: … -->`")
}

/// The same word twice.
pub fn doubled_word(path: &SourcePath, span: Span, word: &str) -> Message {
    Message::new("WB113", Warning, path, format!("`{word}` stands here twice")).at(span).help("remove one")
}

/// Characters that nobody sees.
pub fn invisible_character(path: &SourcePath, span: Span, c: char) -> Message {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let (severity, does) = if turns {
        (Warning, "it can show text in another order than it is read")
    } else {
        (Note, "search does not find words with it, and links with it lead nowhere")
    };
    Message::new("WB114", severity, path, format!("an invisible character stands here (U+{:04X}); {does}", u32::from(c)))
        .at(span)
        .help("remove it")
}

/// A frame with a page of another site.
pub fn foreign_frame(path: &SourcePath, span: Span) -> Message {
    Message::new("WB116", Note, path, "what this frame shows is not part of the page: search, print and screen readers don't see it")
        .at(span)
        .help("say in the text what it shows; a process can be a map of its own")
}

/// A heading that leaves out a level.
pub fn level_skipped(path: &SourcePath, span: Span, before: u8, level: u8) -> Message {
    let text = format!("this heading is of level {level}, the one above it of level {before}; a level between them is missing");
    Message::new("WB117", Note, path, text).at(span).help(format!(
        "write it with {} signs: `{}`",
        before + 1,
        "#".repeat(usize::from(before) + 1)
    ))
}

/// A heading without text below it.
pub fn empty_section(path: &SourcePath, span: Span, words: &str) -> Message {
    Message::new("WB118", Warning, path, format!("nothing stands below the heading `{words}`; readers who choose it find nothing"))
        .at(span)
        .help("write what belongs there, remove the heading, or put the next one a level below it")
}

/// Code of another tool.
pub fn template_code(path: &SourcePath, span: Span, open: &str, close: &str) -> Message {
    Message::new("WB122", Warning, path, format!("`{open} … {close}` is code of another tool; readers see it as text"))
        .at(span)
        .help("write out what it stood for; if it is an example, put it between backticks")
}

/// A fence without its end.
pub fn fence_never_ends(path: &SourcePath, span: Span, fence: &str) -> Message {
    Message::new("WB125", Warning, path, "the code block begins here and never ends; everything below it is shown as code")
        .at(span)
        .help(format!("close it with a line that holds just `{fence}`"))
}

/// A file that a page includes does not exist.
pub fn included_missing(path: &SourcePath, span: Span, file: &str, meant: Option<&str>) -> Message {
    Message::new("WB143", Error, path, format!("the file `{file}` does not exist; readers see the tag that should include it"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `{meant}`?")))
        .help("a path counts from the folder of this file, or from the content folder")
}

/// A file that a page includes is left out of the site.
pub fn included_draft(path: &SourcePath, span: Span, file: &str) -> Message {
    Message::new("WB143", Error, path, format!("the file `{file}` is a draft, which is no part of the site; readers see the tag"))
        .at(span)
        .help("take `draft: true` out of its head, or the tag out of this page")
}

/// A file that a page includes is no text.
pub fn included_is_no_text(path: &SourcePath, span: Span, file: &str) -> Message {
    Message::new("WB143", Error, path, format!("the file `{file}` is no text, so it can't be included; readers see the tag"))
        .at(span)
        .help("a picture is shown by `![What it shows](file)`")
}

/// More than one paragraph in the middle of a line.
pub fn included_in_a_line(path: &SourcePath, span: Span, file: &str) -> Message {
    Message::new("WB143", Error, path, format!("`{file}` is more than one paragraph, so it can't stand in a line; readers see the tag"))
        .at(span)
        .help("put the tag on a line of its own, with an empty line above it")
}

/// Files that include each other.
pub fn included_in_a_circle(path: &SourcePath, span: Span, circle: &[&str]) -> Message {
    let way = circle.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(" → ");
    Message::new("WB144", Error, path, format!("these files include each other: {way}; readers see the tag"))
        .at(span)
        .help("take one of the tags out")
}

/// Files that include files that include files.
pub fn included_too_deep(path: &SourcePath, span: Span, file: &str, limit: usize) -> Message {
    Message::new("WB144", Error, path, format!("`{file}` is the file of more than {limit} files in each other; readers see the tag"))
        .at(span)
        .help("include it from the page itself")
}

/// A page that includes too much.
pub fn included_too_much(path: &SourcePath, span: Span, file: &str, limit: usize) -> Message {
    Message::new("WB144", Error, path, format!("with `{file}` the page includes more than {limit} bytes; readers see the tag"))
        .at(span)
        .help("make pages of the files and link to them")
}

/// A part that stands in no page.
pub fn included_by_nobody(path: &SourcePath) -> Message {
    Message::new("WB145", Note, path, "no page includes this file, so readers never see it")
        .help("include it with `{{% include \"file.md\" %}}`, remove it, or make a page of it by giving it a name without `_`")
}
