//! The code of every message. Written by the test `the_list_of_codes_is_complete`; run it with `UPDATE=1`.

/// The codes, sorted.
#[rustfmt::skip]
pub const CODES: &[&str] = &[
    "WB001", "WB002", "WB003", "WB004", "WB005", "WB006", "WB007", "WB010", "WB011", "WB012",
    "WB013", "WB020", "WB021", "WB022", "WB101", "WB102", "WB103", "WB104", "WB105", "WB106",
    "WB107", "WB108", "WB109", "WB110", "WB111", "WB112", "WB113", "WB114", "WB115", "WB116",
    "WB117", "WB118", "WB119", "WB120", "WB121", "WB122", "WB123", "WB124", "WB125", "WB126",
    "WB127", "WB128", "WB129", "WB130", "WB131", "WB132", "WB133", "WB134", "WB140", "WB141",
    "WB142", "WB143", "WB144", "WB145", "WB146", "WB147", "WB148", "WB149", "WB201", "WB202",
    "WB203", "WB204", "WB205", "WB206", "WB207", "WB208", "WB209", "WB210", "WB211", "WB212",
    "WB213", "WB214", "WB215", "WB216", "WB217", "WB218", "WB219", "WB220", "WB221", "WB222",
    "WB223", "WB301", "WB302", "WB303", "WB304", "WB305", "WB306", "WB307", "WB308", "WB309",
    "WB310", "WB311", "WB312", "WB313", "WB314", "WB315", "WB316", "WB317", "WB318", "WB319",
    "WB320", "WB321", "WB322", "WB323", "WB324", "WB325", "WB326", "WB327", "WB401", "WB402",
    "WB403", "WB404", "WB405", "WB406", "WB407", "WB408", "WB409", "WB410", "WB501", "WB502",
    "WB503", "WB504", "WB505", "WB506", "WB900",
];
