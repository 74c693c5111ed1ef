//! stub
use super::theme::Theme;
use crate::model::{Site, SiteMap};
/// stub
pub fn both(_site: &Site, _theme: &Theme, _entry: &SiteMap) -> (String, String) {
    (String::new(), String::new())
}
