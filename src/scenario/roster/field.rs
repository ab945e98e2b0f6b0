//! The columns that the reader knows, by what people call them.

/// What sort of values a known column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// The household's own number.
    Id,
    /// Whole people.
    Count,
    /// Yuan a household and year.
    Money,
    /// Mu.
    Area,
    /// A number without unit.
    Amount,
    /// Yes or no.
    YesNo,
    /// One of some words.
    Words(&'static [Word]),
}

/// A state and what people write for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// In formulas.
    pub(super) name: &'static str,
    /// What may be written, the proper word first; without the endings `户` and `贫困户`.
    pub(super) written: &'static [&'static str],
}

/// A known column.
#[derive(Debug, PartialEq)]
pub(super) struct Field {
    /// In formulas.
    pub(super) name: &'static str,
    /// 标签
    pub(super) zh: &'static str,
    /// Label.
    pub(super) en: &'static str,
    /// What it holds.
    pub(super) sort: Sort,
    /// Headers that mean it: without spaces and brackets, in lower case. Of several columns that mean the household's
    /// number, the one whose header stands first here is taken.
    pub(super) headers: &'static [&'static str],
}

/// 贫困户属性
pub(super) const CATEGORY: &[Word] = &[
    Word {
        name: "general",
        written: &[
            "一般",
            "一般农",
            "一般脱贫",
            "一般贫困",
            "建档立卡",
            "建档立卡贫困",
            "脱贫",
            "普通",
            "无",
            "general",
        ],
    },
    Word {
        name: "minimum_living",
        written: &[
            "低保",
            "最低生活保障",
            "低保对象",
            "农村低保",
            "低保贫困",
            "低收入低保",
            "minimum_living",
            "minimum living",
        ],
    },
    Word {
        name: "extreme_poverty",
        written: &[
            "五保",
            "特困",
            "五保特困",
            "特困五保",
            "特困供养",
            "特困供养人员",
            "特困人员",
            "分散供养",
            "extreme_poverty",
            "extreme poverty",
        ],
    },
];

/// 监测类别
pub(super) const STATUS: &[Word] = &[
    Word {
        name: "none",
        written: &["无", "否", "正常", "稳定", "脱贫", "已脱贫", "脱贫稳定", "稳定脱贫", "未纳入", "非监测", "none"],
    },
    Word { name: "at_risk", written: &["易返贫", "at_risk", "at risk"] },
    Word { name: "returned", written: &["返贫", "已返贫", "returned"] },
    Word { name: "new", written: &["新增", "新致贫", "new"] },
    Word { name: "unstable", written: &["脱贫不稳定", "不稳定", "unstable"] },
    Word { name: "marginal", written: &["边缘易致贫", "边缘", "易致贫", "marginal"] },
    Word { name: "sudden", written: &["突发严重困难", "突发困难", "严重困难", "sudden"] },
];

/// The words of a known column that has just these states.
fn words_of(states: &[String]) -> Option<&'static [Word]> {
    FIELDS.iter().find_map(|field| match field.sort {
        Sort::Words(words) => {
            let same = words.len() == states.len() && words.iter().all(|word| states.iter().any(|s| s == word.name));
            same.then_some(words)
        }
        _ => None,
    })
}

/// What a list says for a state, where the states are those of a column that lists have.
pub(crate) fn word_of(states: &[String], state: &str) -> Option<&'static str> {
    words_of(states)?.iter().find(|word| word.name == state)?.written.first().copied()
}

/// The state that a list means by what it says.
pub(crate) fn said_as(states: &[String], said: &str) -> Option<&'static str> {
    let plain = said.strip_suffix("户").unwrap_or(said);
    words_of(states)?
        .iter()
        .find(|word| word.written.contains(&plain) || word.written.contains(&said))
        .map(|word| word.name)
}

/// Every known column, in the order in which they are kept.
pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "id",
        zh: "户编号",
        en: "household number",
        sort: Sort::Id,
        headers: &[
            "户编号",
            "农户编号",
            "贫困户编号",
            "家庭编号",
            "户号",
            "编号",
            "编码",
            "户序号",
            "序号",
            "household_id",
            "household",
            "id",
            "no.",
            "no",
        ],
    },
    Field {
        name: "members",
        zh: "家庭人口",
        en: "members",
        sort: Sort::Count,
        headers: &[
            "家庭人口",
            "家庭人口数",
            "家庭人数",
            "人口",
            "人口数",
            "人数",
            "家庭成员数",
            "家庭总人口",
            "家庭总人数",
            "总人口",
            "总人数",
            "在册人口",
            "户人口",
            "members",
            "people",
            "persons",
            "household_size",
            "householdsize",
            "size",
        ],
    },
    Field {
        name: "able_workers",
        zh: "劳动力",
        en: "able to work",
        sort: Sort::Count,
        headers: &[
            "劳动力",
            "劳动力人数",
            "劳动力数",
            "劳力",
            "劳力数",
            "劳力人数",
            "劳动力人口",
            "有劳动能力人数",
            "有劳动能力",
            "有劳动能力人口",
            "有劳力人数",
            "有劳力",
            "able_workers",
            "ableworkers",
            "able workers",
            "workers",
            "labour",
            "labor",
        ],
    },
    Field {
        name: "students",
        zh: "在校生",
        en: "students",
        sort: Sort::Count,
        headers: &[
            "在校生",
            "在校生人数",
            "在校生数",
            "在校学生",
            "在校学生人数",
            "在校学生数",
            "学生",
            "学生人数",
            "students",
        ],
    },
    Field {
        name: "elderly",
        zh: "老人",
        en: "aged 60 and over",
        sort: Sort::Count,
        headers: &[
            "老人",
            "老人数",
            "老人人数",
            "老年人",
            "老年人数",
            "60岁以上",
            "60岁以上人数",
            "60岁及以上",
            "60岁及以上人数",
            "60周岁以上",
            "60周岁以上人数",
            "60岁以上老人",
            "60岁以上老人数",
            "elderly",
            "aged",
            "60+",
        ],
    },
    Field {
        name: "disabled",
        zh: "残疾人",
        en: "disabled",
        sort: Sort::Count,
        headers: &["残疾人", "残疾人数", "残疾人人数", "残疾", "残疾人口", "disabled"],
    },
    Field {
        name: "category",
        zh: "贫困户属性",
        en: "category",
        sort: Sort::Words(CATEGORY),
        headers: &[
            "贫困户属性",
            "户属性",
            "属性",
            "类别",
            "贫困类别",
            "贫困户类别",
            "贫困户类型",
            "脱贫户属性",
            "农户属性",
            "户类型",
            "户类别",
            "category",
            "type",
        ],
    },
    Field {
        name: "status",
        zh: "监测类别",
        en: "monitoring status",
        sort: Sort::Words(STATUS),
        headers: &[
            "监测类别",
            "监测对象类别",
            "监测类型",
            "监测对象类型",
            "监测对象",
            "返贫类别",
            "返贫类型",
            "返贫风险类别",
            "status",
            "monitoring",
            "monitoring_status",
        ],
    },
    Field {
        name: "wage",
        zh: "工资性收入",
        en: "wages",
        sort: Sort::Money,
        headers: &["工资性收入", "工资收入", "务工收入", "工资", "wage", "wages", "wage_income", "wageincome"],
    },
    Field {
        name: "business",
        zh: "经营性收入",
        en: "farm and business income",
        sort: Sort::Money,
        headers: &[
            "经营性收入",
            "经营收入",
            "经营净收入",
            "经营性净收入",
            "生产经营性收入",
            "生产经营收入",
            "家庭经营收入",
            "家庭经营性收入",
            "business",
            "business_income",
            "businessincome",
        ],
    },
    Field {
        name: "property",
        zh: "财产性收入",
        en: "property income",
        sort: Sort::Money,
        headers: &[
            "财产性收入",
            "财产收入",
            "财产净收入",
            "财产性净收入",
            "property",
            "property_income",
            "propertyincome",
        ],
    },
    Field {
        name: "transfer",
        zh: "转移性收入",
        en: "transfers",
        sort: Sort::Money,
        headers: &[
            "转移性收入",
            "转移收入",
            "转移净收入",
            "转移性净收入",
            "transfer",
            "transfers",
            "transfer_income",
            "transferincome",
        ],
    },
    Field {
        name: "land_rented",
        zh: "出租土地",
        en: "land rented out",
        sort: Sort::Area,
        headers: &[
            "出租土地",
            "出租土地面积",
            "土地出租",
            "土地出租面积",
            "出租面积",
            "流转土地",
            "流转土地面积",
            "土地流转面积",
            "土地流转",
            "流转面积",
            "land_rented",
            "landrented",
            "land_rented_out",
        ],
    },
    Field {
        name: "shares",
        zh: "股份",
        en: "shares held",
        sort: Sort::Amount,
        headers: &["股份", "股份数", "入股份数", "入股股数", "股数", "持股数", "持股", "shares"],
    },
    Field {
        name: "mu_planted",
        zh: "种植面积",
        en: "area planted",
        sort: Sort::Area,
        headers: &["种植面积", "种植亩数", "种植", "播种面积", "mu_planted", "muplanted", "area_planted", "planted"],
    },
    Field {
        name: "job",
        zh: "公益岗位",
        en: "job taken",
        sort: Sort::YesNo,
        headers: &[
            "务工",
            "公益岗位",
            "公益性岗位",
            "公益岗",
            "务工/公益岗位",
            "是否务工",
            "是否公益岗位",
            "是否公益性岗位",
            "岗位",
            "就业",
            "是否就业",
            "job",
            "job_taken",
        ],
    },
];

/// The known column that a header means, and how far back the header stands in its list.
pub(super) fn known(key: &str) -> Option<(&'static Field, usize)> {
    FIELDS.iter().find_map(|field| field.headers.iter().position(|header| *header == key).map(|rank| (field, rank)))
}

#[cfg(test)]
mod tests {
    use super::super::{header, personal};
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_header_means_one_column_and_is_in_its_plain_form() {
        let mut seen = HashSet::new();
        for field in FIELDS {
            for written in field.headers {
                assert!(seen.insert(*written), "{written}");
                assert_eq!(header::plain(written), written.replace(' ', ""), "{written}");
                assert!(!personal::is_personal(written), "{written}");
            }
        }
        for words in [CATEGORY, STATUS] {
            let mut seen = HashSet::new();
            assert!(words.iter().flat_map(|word| word.written).all(|written| seen.insert(*written)));
        }
    }
}
