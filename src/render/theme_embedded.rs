//! The built-in theme: every file of `themes/handbook/`. Written by the test `theme_list_is_complete`; run it with `UPDATE=1`.

/// Name below the theme's folder, and bytes.
pub const FILES: &[(&str, &[u8])] = &[
    ("fonts/OFL-atkinson.txt", include_bytes!("../../themes/handbook/fonts/OFL-atkinson.txt")),
    ("fonts/ahm.woff2", include_bytes!("../../themes/handbook/fonts/ahm.woff2")),
    ("fonts/ahn.woff2", include_bytes!("../../themes/handbook/fonts/ahn.woff2")),
    ("strings/en.yaml", include_bytes!("../../themes/handbook/strings/en.yaml")),
    ("templates/404.html", include_bytes!("../../themes/handbook/templates/404.html")),
    ("templates/base.html", include_bytes!("../../themes/handbook/templates/base.html")),
    ("templates/crumbs.html", include_bytes!("../../themes/handbook/templates/crumbs.html")),
    ("templates/here.html", include_bytes!("../../themes/handbook/templates/here.html")),
    ("templates/home.html", include_bytes!("../../themes/handbook/templates/home.html")),
    ("templates/map.html", include_bytes!("../../themes/handbook/templates/map.html")),
    ("templates/maps.html", include_bytes!("../../themes/handbook/templates/maps.html")),
    ("templates/page.html", include_bytes!("../../themes/handbook/templates/page.html")),
    ("templates/side.html", include_bytes!("../../themes/handbook/templates/side.html")),
    ("templates/step.html", include_bytes!("../../themes/handbook/templates/step.html")),
];
