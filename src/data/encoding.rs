//! Bytes of a text file → text: byte order mark, then strict UTF-8, then GB18030 without a replaced character.

use encoding_rs::{DecoderResult, Encoding, GB18030};
use std::borrow::Cow;

/// Why bytes are not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadText {
    /// No text file at all.
    Binary,
    /// The line (from 1) at which the bytes stop making sense.
    Line(u32),
}

/// The text of a file, without its byte order mark.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, BadText> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, bytes.get(mark..).unwrap_or(&[]));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if text.contains('\0') { Err(BadText::Binary) } else { Ok(Cow::Borrowed(text)) };
    }
    if bytes.contains(&0) {
        return Err(BadText::Binary);
    }
    strict(GB18030, bytes)
}

fn strict<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, BadText> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        let replaced = text.contains('\u{fffd}') && encoding == GB18030;
        return if replaced { Err(BadText::Line(1)) } else { Ok(text) };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::new();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    text.reserve(room);
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty | DecoderResult::OutputFull | DecoderResult::Malformed(..) => {
            let lines = text.bytes().filter(|byte| *byte == b'\n').count();
            Err(BadText::Line(u32::try_from(lines + 1).unwrap_or(u32::MAX)))
        }
    }
}
