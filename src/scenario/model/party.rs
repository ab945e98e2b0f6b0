//! Classes of those who bring or receive money.

/// A class of those who bring or receive money.
#[derive(Debug, PartialEq, Eq)]
pub struct Party {
    /// As files name it.
    pub name: &'static str,
    /// What it is called.
    pub zh: &'static str,
    /// What it is called.
    pub en: &'static str,
    /// People of a village, or its collective.
    pub of_village: bool,
}

/// Every class, in the order in which reports show them.
pub const PARTIES: [Party; 12] = [
    Party { name: "village", zh: "村集体", en: "village collective", of_village: true },
    Party { name: "household", zh: "农户", en: "households", of_village: true },
    Party { name: "worker", zh: "务工者", en: "workers", of_village: true },
    Party { name: "landowner", zh: "出租土地者等", en: "landowners and others", of_village: true },
    Party { name: "operator", zh: "经营者", en: "operator", of_village: false },
    Party { name: "payer", zh: "付款企业", en: "payer", of_village: false },
    Party { name: "bank", zh: "银行", en: "bank", of_village: false },
    Party { name: "state", zh: "财政", en: "government", of_village: false },
    Party { name: "guarantor", zh: "担保方", en: "guarantor", of_village: false },
    Party { name: "insurer", zh: "保险公司", en: "insurer", of_village: false },
    Party { name: "donor", zh: "捐赠方", en: "donor", of_village: false },
    Party { name: "market", zh: "市场（买卖方）", en: "market", of_village: false },
];

impl Party {
    /// The class of a name.
    pub fn of(name: &str) -> Option<&'static Party> {
        PARTIES.iter().find(|party| party.name == name)
    }

    /// Names of all classes, each as what it stands for.
    pub fn choices() -> [(&'static str, &'static str); 12] {
        PARTIES.each_ref().map(|party| (party.name, party.name))
    }
}
