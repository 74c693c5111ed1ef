//! How large pictures are, so that a page keeps their place free while they load. The only file that knows `imagesize`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::urls::Address;

/// Width and height in pixels.
pub type Size = (u32, u32);

/// The sizes of the pictures among these files. Only the head of each file is looked at.
pub fn sizes(files: &BTreeMap<Address, Arc<[u8]>>) -> BTreeMap<Address, Size> {
    let size = |(address, bytes): (&Address, &Arc<[u8]>)| Some((address.clone(), size_of(address.as_str(), bytes)?));
    files.iter().filter_map(size).collect()
}

fn size_of(name: &str, bytes: &[u8]) -> Option<Size> {
    match name.rsplit('.').next()?.to_lowercase().as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" => {
            let size = imagesize::blob_size(bytes).ok()?;
            Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)).filter(|(width, height)| *width > 0 && *height > 0)
        }
        "svg" => drawing(bytes),
        _ => None,
    }
}

/// Of a drawing: its width and height in pixels, else those of its view box.
fn drawing(bytes: &[u8]) -> Option<Size> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let tag = text.split_once("<svg").map(|(_, rest)| rest.split('>').next().unwrap_or(rest))?;
    let value = |name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}="))?;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    let pixels =
        |text: &str| text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|number| *number >= 1.0 && *number <= 100_000.0);
    let whole = |width: f64, height: f64| (width.round() as u32, height.round() as u32);
    let own = || Some(whole(pixels(value("width")?)?, pixels(value("height")?)?));
    let of_box = || {
        let mut numbers = value("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        Some(whole(pixels(numbers.next()?)?, pixels(numbers.next()?)?))
    };
    own().or_else(of_box)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_has_the_size_of_its_attributes_or_of_its_view_box() {
        let size = |tag: &str| drawing(format!("<?xml version=\"1.0\"?>\n{tag}<path/></svg>").as_bytes());
        assert_eq!(size("<svg width='120' height=\"80px\" viewBox=\"0 0 3 2\">"), Some((120, 80)));
        assert_eq!(size("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24.4,12\" width=\"100%\">"), Some((24, 12)));
        assert_eq!(size("<svg stroke-width=\"2\">"), None);
    }
}
