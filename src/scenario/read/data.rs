//! Data columns and row files: CSV files beside the scenario or the kind.

use std::rc::Rc;

use super::super::files::beside;
use super::super::mistakes::{self, short};
use super::super::model::Name;
use super::Reader;
use super::csv_file::{self, CsvFile};
use super::table::same_unit;
use super::value::{Columns, DataColumn, Values};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};

impl Reader<'_> {
    /// A CSV file beside the file being read; read once.
    pub(super) fn csv(&mut self, name: &Name) -> Option<Rc<CsvFile>> {
        let path = beside(&self.folder, &name.value);
        if let Some(known) = self.data_files.get(&path) {
            return known.clone();
        }
        let loaded = self.load(&path, Some(name.span)).and_then(|file| {
            let text = self.sources.files.get(usize::from(file.0)).map_or("", |source| source.text.as_str());
            csv_file::parse(text, file, &mut self.log).map(Rc::new)
        });
        self.data_files.insert(path, loaded.clone());
        loaded
    }

    /// Runs `work` with a reader of values.
    pub(super) fn values<T>(&mut self, work: impl FnOnce(&mut Values<'_>) -> T) -> T {
        let mut log = std::mem::take(&mut self.log);
        let result = work(&mut Values { log: &mut log, columns: self });
        // mistakes of data files came to the reader's own log meanwhile
        log.list.append(&mut self.log.list);
        self.log = log;
        result
    }
}

impl Columns for Reader<'_> {
    fn same_unit(&self, a: &str, b: &str) -> bool {
        same_unit(&self.units, a, b)
    }

    fn column(&mut self, file: &Name, column: Option<&Name>, log: &mut Diagnostics) -> Option<DataColumn> {
        let csv = self.csv(file)?;
        let names: Vec<&str> = csv.header.iter().map(|heading| heading.name.value.as_str()).collect();
        let index = match column {
            Some(column) => {
                let found = names.iter().position(|name| *name == column.value);
                if found.is_none() {
                    let (path, shown) = (short(&file.value), short(&column.value));
                    let message = Text::new(
                        format!("“{path}”里没有“{shown}”这一列"),
                        format!("`{path}` has no column `{shown}`"),
                    );
                    log.push(mistakes::unknown_name(Code::DataFile, column, message, &names));
                }
                found?
            }
            None if names.len() == 1 => 0,
            None => {
                let place = Text::new("用 CSV 文件作数据时", "data from a CSV file");
                let mut found = mistakes::missing_key("column", &place, file.span, "column = \"price\"");
                found.remedy = Text::new(
                    format!("写明用哪一列：{}", names.join("、")),
                    format!("name the column: {}", names.join(", ")),
                );
                log.push(found);
                return None;
            }
        };
        let cells = csv.rows.iter().filter_map(|row| row.get(index));
        let values: Vec<f64> = cells.filter_map(|cell| csv_file::number(cell, log)).collect();
        if csv.rows.is_empty() {
            log.push(Diagnostic::at(
                Code::DataFile,
                file.span,
                Text::new(
                    format!("“{}”只有表头，没有数据", short(&file.value)),
                    format!("`{}` has a header but no data", short(&file.value)),
                ),
                Text::new("在表头下面写上数据", "write the data below the header"),
            ));
            return None;
        }
        let unit = csv.header.get(index).and_then(|heading| heading.unit.clone());
        (values.len() == csv.rows.len()).then_some(DataColumn { values, unit })
    }

    fn shared_rows(&mut self, rows: &Name, length: usize, log: &mut Diagnostics) {
        let key = format!("{}/{}", self.scope, rows.value);
        match self.data_lengths.get(&key) {
            None => {
                self.data_lengths.insert(key, (length, rows.span));
            }
            Some((first, place)) if *first != length => {
                let word = short(&rows.value);
                log.push(
                    Diagnostic::at(
                        Code::DataFile,
                        rows.span,
                        Text::new(
                            format!("同取一行“{word}”的数据个数不同：{first} 和 {length}"),
                            format!("data that share the rows `{word}` differ in length: {first} and {length}"),
                        ),
                        Text::new(
                            "让两列的行数相同，或用不同的 rows 名",
                            "give both as many values, or use another word",
                        ),
                    )
                    .related(*place, Text::new(format!("这里有 {first} 个"), format!("{first} values here"))),
                );
            }
            Some(_) => {}
        }
    }
}
