//! WB2xx: links, anchors and addresses.

use crate::base::{Edit, Message, Severity, SourcePath, Span};

use Severity::{Error, Note, Warning};

/// A page, map or file that does not exist.
pub fn page_missing(path: &SourcePath, span: Span, to: &str, meant: Option<&str>) -> Message {
    Message::new("WB205", Error, path, format!("`{to}` does not exist; the link is left as written"))
        .at(span)
        .help(near_or(meant, "write the path of the file, seen from this page, or take the link out"))
}

/// An anchor that its page does not have.
pub fn anchor_missing(path: &SourcePath, span: Span, page: &str, anchor: &str, meant: Option<&str>) -> Message {
    Message::new("WB206", Warning, path, format!("the page `{page}` has no heading or anchor `#{anchor}`; the link leads to its top"))
        .at(span)
        .help(near_anchor_or(meant, anchor))
}

/// The same in a link that names the own site as if it were another: it leads where it is written.
pub fn own_anchor_missing(path: &SourcePath, span: Span, page: &str, anchor: &str, meant: Option<&str>) -> Message {
    let text = format!("the page `{page}` of this site has no heading or anchor `#{anchor}`; browsers go to its top");
    Message::new("WB206", Warning, path, text).at(span).help(near_anchor_or(meant, anchor))
}

/// The whole address of a page that the own site does not have.
///
/// A warning, because something else may be published beside the site.
pub fn own_page_missing(path: &SourcePath, span: Span, to: &str, own: &str, meant: Option<&str>) -> Message {
    let otherwise = "write the path of the file, seen from this page; if something else is published there, `external_base` says so";
    Message::new("WB205", Warning, path, format!("`{to}` leads into this site, but `{own}` does not exist in it"))
        .at(span)
        .help(near_or(meant, otherwise))
}

/// An image that does not exist.
pub fn image_missing(path: &SourcePath, span: Span, to: &str, meant: Option<&str>) -> Message {
    Message::new("WB205", Error, path, format!("the image `{to}` does not exist"))
        .at(span)
        .help(near_or(meant, "put the file into the site and write its path, seen from this page"))
}

/// An address with a scheme that is not allowed.
pub fn scheme_not_allowed(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB215", Error, path, format!("`{to}` is not an address that a page may link to; the link is taken out, its text stays"))
        .at(span)
        .help("use an address that begins with https:, http:, mailto: or tel:, or one inside the handbook")
}

/// A page that a map names.
pub fn map_page_missing(path: &SourcePath, span: Span, to: &str, meant: Option<&str>) -> Message {
    Message::new("WB321", Error, path, format!("the map names the page `{to}`, which does not exist"))
        .at(span)
        .help(near_or(meant, "write the address of a page, beginning with `/`, or take the line out"))
}

/// An anchor that a map names.
pub fn map_anchor_missing(path: &SourcePath, span: Span, page: &str, anchor: &str, meant: Option<&str>) -> Message {
    Message::new("WB321", Warning, path, format!("the map names `#{anchor}`, which the page `{page}` does not have"))
        .at(span)
        .help(near_anchor_or(meant, anchor))
}

/// A link without an address.
pub fn empty_link(path: &SourcePath, span: Span, words: &str) -> Message {
    let what = if words.is_empty() { "this link".to_string() } else { format!("the link `{words}`") };
    Message::new("WB201", Error, path, format!("{what} has no address; it leads nowhere"))
        .at(span)
        .help("write the address between the brackets, or leave just the words")
}

/// A blank between the two halves of a link.
pub fn space_in_link(path: &SourcePath, span: Span, words: &str, to: &str) -> Message {
    Message::new("WB202", Error, path, format!("a space or line end stands between `{words}` and its address, so readers see both as text"))
        .at(span)
        .help(format!("write `{words}({to})`"))
}

/// A blank before an address.
pub fn space_before_address(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB202", Note, path, format!("a space stands before `{to}`; other readers of Markdown show such a link as text"))
        .at(span)
        .help(format!("write `({to})`"))
}

/// A host without `/` behind it.
pub fn host_glued(path: &SourcePath, span: Span, host: &str, right: &str, meant: &str) -> Message {
    Message::new("WB203", Error, path, format!("`{host}` is no host; the `/` behind `{right}` is missing, so the link leads nowhere"))
        .at(span)
        .help(format!("write `{meant}`"))
}

/// An address in running text.
pub fn bare_address(path: &SourcePath, span: Span) -> Message {
    Message::new("WB204", Warning, path, "a bare address in parentheses: readers get an address instead of words")
        .at(span)
        .help("write `[words](address)`; `waybook check --fix` puts `<` and `>` around it, which makes it a link")
}

/// A link to an address or anchor that has another name now.
pub fn moved(path: &SourcePath, span: Span, to: &str, now: &str) -> Message {
    Message::new("WB213", Note, path, format!("`{to}` is an old address; it leads on to `{now}`")).at(span).help(format!("write `{now}`"))
}

/// A page that readers can't come to.
pub fn orphan(path: &SourcePath, address: &str) -> Message {
    Message::new(
        "WB220",
        Note,
        path,
        format!("nothing leads to this page: it is not in the sidebar, and no page or map links to `{address}`"),
    )
    .help("link to it, take `toc_hide` out of its head, or delete it")
}

/// A redirect to something that is not there.
pub fn redirect_to_nothing(path: &SourcePath, span: Span, to: &str, meant: Option<&str>) -> Message {
    Message::new("WB221", Error, path, format!("`{to}` does not exist, so the old address leads nowhere; it is left out"))
        .at(span)
        .help(near_or(meant, "write the address of a page, map or file, beginning with `/`, or one of the web"))
}

/// A redirect from an anchor of a page that is not there.
pub fn redirect_of_no_page(path: &SourcePath, span: Span, from: &str) -> Message {
    Message::new("WB221", Error, path, format!("no page is at `{from}`, so it can't lead on from one of its anchors; it is left out"))
        .at(span)
        .help("write the address that the page has now; for a page that has moved, leave out the `#` and what follows")
}

/// A redirect from an address that is not one of the site.
pub fn redirect_from_outside(path: &SourcePath, span: Span, from: &str) -> Message {
    Message::new("WB221", Error, path, format!("`{from}` is no address of this site, so it can't lead on from here; it is left out"))
        .at(span)
        .help("write what stands behind the address of the site, beginning with `/`; the address itself is `base_url` in `waybook.yaml`")
}

/// A redirect to an address with a scheme that is not allowed.
pub fn redirect_scheme_not_allowed(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB215", Error, path, format!("readers may not be sent on to `{to}`; the old address is left out"))
        .at(span)
        .help("use an address that begins with https:, http:, mailto: or tel:, or one inside the handbook")
}

/// An old address with a sign that the name of a file can't have.
pub fn old_address_changed(path: &SourcePath, span: Span, from: &str, sign: char, now: &str) -> Message {
    let sign = sign.escape_default();
    Message::new("WB221", Warning, path, format!("no file of a site may have `{sign}` in its name, so not `{from}` leads on, but `{now}`"))
        .at(span)
        .help("let your server lead on from the old address; or, if it never was one, write it without the sign")
}

/// An old address with a query.
pub fn old_address_with_query(path: &SourcePath, span: Span, query: &str, now: &str) -> Message {
    Message::new(
        "WB221",
        Warning,
        path,
        format!("a site of files can't tell addresses by `{query}`; `{now}` leads on whatever stands behind it"),
    )
    .at(span)
    .help("leave it out here; where it makes a difference, let your server lead on")
}

/// A redirect to an address that leads on itself.
pub fn redirect_chain(path: &SourcePath, span: Span, to: &str, end: &str) -> Message {
    Message::new("WB222", Warning, path, format!("`{to}` is an old address itself; readers are sent straight to `{end}`"))
        .at(span)
        .help(format!("write `{end}`"))
}

/// Redirects that lead to each other.
pub fn redirect_loop(path: &SourcePath, span: Span, round: &[&str]) -> Message {
    Message::new(
        "WB222",
        Error,
        path,
        format!("these old addresses lead to each other and to no page: {}; they are left out", round.join(" → ")),
    )
    .at(span)
    .help("let one of them lead to a page")
}

/// A redirect that is no longer needed.
pub fn redirect_expired(path: &SourcePath, span: Span, from: &str, date: &str) -> Message {
    Message::new("WB223", Warning, path, format!("`{from}` was to be removed after {date}"))
        .at(span)
        .help("remove the entry; or, if the old address is still in use, give it a later date")
}

/// A link to a host that not everybody may open.
pub fn restricted_host(path: &SourcePath, span: Span, host: &str) -> Message {
    Message::new("WB212", Note, path, format!("not every reader may open `{host}`"))
        .at(span)
        .help("say in the text who may open it, or put what readers need into the page")
}

/// Two names for one thing.
pub fn one_address_two_names(path: &SourcePath, span: Span, to: &str, before: &str, now: &str) -> Message {
    Message::new("WB207", Note, path, format!("`{now}` and `{before}`, just before it, lead to the same address `{to}`"))
        .at(span)
        .help("if they are two things, one address is wrong; if they are one, call it by one name")
}

/// The own site as if it were another one.
///
/// `edit` writes the other address, where that leaves a link.
pub fn own_site_absolute(path: &SourcePath, span: Span, to: &str, meant: &str, edit: Option<Edit>) -> Message {
    let help = match &edit {
        Some(_) => format!("write `{meant}`"),
        None => format!("write `[words]({meant})`"),
    };
    Message::new(
        "WB208",
        Note,
        path,
        format!("`{to}` is a page of this site; as a whole address it leads out of a preview and of every copy"),
    )
    .at(span)
    .help(help)
    .fix(edit)
}

/// `http:`
pub fn not_encrypted(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB209", Note, path, format!("`{to}` is not encrypted")).at(span).help("try it with `https:`; nearly all sites have it")
}

/// Words that say nothing.
pub fn vague_words(path: &SourcePath, span: Span, words: &str) -> Message {
    Message::new(
        "WB210",
        Note,
        path,
        format!("`{words}` does not say where the link leads; screen readers list links without their sentence"),
    )
    .at(span)
    .help("make the words of the link the name of what it leads to")
}

/// A link that nobody sees.
pub fn no_words(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB210", Note, path, format!("the link to `{to}` has no words, so nobody can see or choose it"))
        .at(span)
        .help("write between the brackets what it leads to, or take it out")
}

/// One address, written differently elsewhere.
pub fn several_spellings(path: &SourcePath, span: Span, to: &str, most: &str, times: usize) -> Message {
    let times = if times == 1 { "once".to_string() } else { format!("{times} times") };
    Message::new("WB211", Note, path, format!("`{to}` is written `{most}` elsewhere ({times}); both lead to the same place"))
        .at(span)
        .help(format!("write `{most}`"))
}

/// `[text][name]` without `[name]: …`.
pub fn reference_undefined(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB216", Warning, path, format!("no line says where `[{name}]` leads, so readers see the brackets"))
        .at(span)
        .help(format!("add a line `[{name}]: https://…`, or write the address in parentheses"))
}

/// `[^1]` without `[^1]: …`.
pub fn footnote_missing(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB216", Warning, path, format!("there is no footnote `[^{name}]`, so readers see the brackets"))
        .at(span)
        .help(format!("add a line `[^{name}]: …` at the end of the page"))
}

/// `[^1]: …` without `[^1]`.
pub fn footnote_unused(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB128", Warning, path, format!("nothing refers to the footnote `[^{name}]`, so readers never see it"))
        .at(span)
        .help(format!("write `[^{name}]` behind the words that it belongs to, or remove it"))
}

/// `[^1]: …` that a later one takes the place of.
pub fn footnote_twice(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB128", Warning, path, format!("another footnote `[^{name}]` follows, so readers never see this one"))
        .at(span)
        .help("give one of them another name")
}

/// `www.example.com/a` in the place of an address.
pub fn scheme_missing(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB217", Error, path, format!("`{to}` looks like an address without its beginning; it is taken for a file of this site"))
        .at(span)
        .help(format!("write `https://{to}`"))
}

/// `((/x))` in the place of `(/x)`.
pub fn doubled_parenthesis(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB202", Error, path, format!("`{to}` begins with a parenthesis too many, so the link leads nowhere"))
        .at(span)
        .help("write one parenthesis on each side of the address")
}

/// `//` inside a path.
pub fn double_slash(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB218", Note, path, format!("`{to}` has two slashes in a row; many servers don't find such an address"))
        .at(span)
        .help("remove one")
}

/// A picture without words.
pub fn image_without_words(path: &SourcePath, span: Span) -> Message {
    Message::new("WB219", Note, path, "this picture has no words for readers who can't see it")
        .at(span)
        .help("write between the brackets what it shows: `![The board with three columns](board.png)`")
}

/// The same of one that is written as HTML.
pub fn html_image_without_words(path: &SourcePath, span: Span) -> Message {
    Message::new("WB219", Note, path, "this picture has no words for readers who can't see it")
        .at(span)
        .help("write what it shows: `alt=\"The board with three columns\"`; or `alt=\"\"`, if it says nothing that the text does not")
}

/// What was meant, else what to do.
fn near_or(meant: Option<&str>, otherwise: &str) -> String {
    meant.map_or_else(|| otherwise.to_string(), |meant| format!("did you mean `{meant}`?"))
}

/// What was meant, else where the ids of headings are seen and how a heading gets this one.
fn near_anchor_or(meant: Option<&str>, anchor: &str) -> String {
    meant.map_or_else(
        || {
            format!(
                "click the sign beside the heading there and take its id from the address; or give the heading this one: `{{#{anchor}}}`"
            )
        },
        |meant| format!("did you mean `#{meant}`?"),
    )
}
