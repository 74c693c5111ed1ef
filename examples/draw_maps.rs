//! Draws all process maps of a folder into one page, to look at them.
//!
//!     cargo run --example draw_maps -- process-maps OUT [STYLESHEET...]
//!
//! `OUT/index.html` has every map, wide and narrow; `OUT/NAME.wide.svg` and `OUT/NAME.narrow.svg` the pieces. What the check of the
//! drawing engine finds is printed, and the maps that are too wide for their column.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use waybook::base::SourcePath;
use waybook::layout::check;
use waybook::maps::{self, ProcessMap};
use waybook::render::Strings;
use waybook::render::map_graph::{MapView, OtherMap, RoleName, narrow, wide};
use waybook::render::map_svg::svg;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out, styles @ ..] = &arguments[..] else {
        return Err("usage: draw_maps FOLDER OUT [STYLESHEET...]".into());
    };
    let (folder, out) = (PathBuf::from(folder), PathBuf::from(out));
    std::fs::create_dir_all(&out)?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let mut roles = BTreeMap::new();
    let mut all: Vec<ProcessMap> = Vec::new();
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let (path, text) = (SourcePath::new(name), std::fs::read_to_string(&file)?);
        if name == "_roles.yaml" {
            roles = maps::read_roles(&path, &text)
                .0
                .into_iter()
                .map(|role| (role.key.value, RoleName { short: role.short, full: role.name }))
                .collect();
        } else if !name.starts_with('_') {
            all.extend(maps::read_map(&path, &text).0);
        }
    }
    let others = all.iter().map(|map| (map.key.clone(), OtherMap::of(map))).collect();
    let mut page = String::from("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Maps</title>");
    for style in styles {
        write!(page, "<link rel=\"stylesheet\" href=\"{style}\">")?;
    }
    page.push_str("<body>");
    let words = Strings::built_in();
    for map in &all {
        let view = MapView { map, roles: &roles, maps: &others, words: &words };
        write!(page, "<h2>{}</h2>", waybook::base::escape::text(&map.title.value))?;
        for (form, drawn) in [("wide", wide(&view)), ("narrow", narrow(&view))] {
            let text = svg(&view, &drawn, "#");
            std::fs::write(out.join(format!("{}.{form}.svg", map.key)), &text)?;
            let size = drawn.drawing.size;
            write!(page, "<div class=\"look {form}\">{text}</div>")?;
            let note = if drawn.too_wide { "  too wide" } else { "" };
            println!("{:24} {form:6} {:5.0} x {:5.0}{note}", map.key, size.width, size.height);
            for defect in check(&drawn.graph, &drawn.drawing) {
                println!("    {defect:?}");
            }
        }
    }
    std::fs::write(out.join("index.html"), page)?;
    Ok(())
}
