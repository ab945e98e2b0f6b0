//! The few things that are needed of XML: elements with attributes, and text.

use std::io::{self, BufRead, Read};

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

use super::Problem;

/// Most bytes of one text, element or comment. The reader holds such a piece whole, so that memory is bounded by it and not
/// by the part.
const MOST_IN_PIECE: usize = 4 * 1024 * 1024;

/// What stands in a part, one after the other.
pub(super) enum Item {
    /// An element begins. An empty element begins and ends.
    Start(Element),
    /// An element of that name ends.
    End(String),
    /// Text inside an element.
    Text(String),
}

/// An element's name and attributes, both without the prefix of their namespace.
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Counts what is read of a piece, and fails where it is too long.
struct Metered<R> {
    inner: R,
    /// Bytes since the piece began.
    count: usize,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.count > MOST_IN_PIECE {
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, "a piece is too long"));
        }
        self.inner.fill_buf()
    }
    fn consume(&mut self, amount: usize) {
        self.count += amount;
        self.inner.consume(amount);
    }
}

/// A part being read.
pub(super) struct Xml<R> {
    reader: quick_xml::Reader<Metered<R>>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(part: R) -> Self {
        let mut reader = quick_xml::Reader::from_reader(Metered { inner: part, count: 0 });
        let settings = reader.config_mut();
        settings.expand_empty_elements = true;
        settings.check_end_names = false;
        Xml { reader, buffer: Vec::new() }
    }

    /// What comes next; `None` at the end. Only the five entities of XML and numbered characters are known: a part cannot
    /// define its own.
    pub(super) fn next(&mut self) -> Result<Option<Item>, Problem> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().count = 0;
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| problem(&error))?;
            return Ok(Some(match event {
                Event::Start(start) | Event::Empty(start) => Item::Start(element(&start)?),
                Event::End(end) => Item::End(end.local_name().as_ref().to_owned()),
                Event::Text(text) => Item::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Item::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(entity) => {
                    let known = resolve_xml_entity(&entity).map(str::to_owned);
                    let character = entity.resolve_char_ref().ok().flatten();
                    Item::Text(known.or_else(|| character.map(String::from)).ok_or(Problem::Damaged)?)
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, Problem> {
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Problem::Damaged)?;
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| Problem::Damaged)?;
        attributes.push((name, value.into_owned()));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes })
}

fn problem(error: &quick_xml::Error) -> Problem {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => Problem::TooLarge,
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::QuotaExceeded => Problem::LongText,
        _ => Problem::Damaged,
    }
}
