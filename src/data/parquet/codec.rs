//! Compressed bytes of a page → its bytes, never more than the page says.

use parquet::basic::CompressionCodec;
use std::io::Read;

/// The compressions that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    Plain,
    Snappy,
    Gzip,
    Zstd,
}

impl Codec {
    /// `Err` has the name of what is not read.
    pub fn of(codec: CompressionCodec) -> Result<Codec, &'static str> {
        match codec {
            CompressionCodec::UNCOMPRESSED => Ok(Codec::Plain),
            CompressionCodec::SNAPPY => Ok(Codec::Snappy),
            CompressionCodec::GZIP => Ok(Codec::Gzip),
            CompressionCodec::ZSTD => Ok(Codec::Zstd),
            CompressionCodec::LZO => Err("LZO"),
            CompressionCodec::BROTLI => Err("BROTLI"),
            CompressionCodec::LZ4 | CompressionCodec::LZ4_RAW => Err("LZ4"),
        }
    }

    /// Puts `size` bytes behind the first ones of `out`, over what stood there; `None` where there are more or less of them.
    pub fn unpack(self, bytes: &[u8], size: usize, before: usize, out: &mut Vec<u8>) -> Option<()> {
        let all = u64::try_from(size).ok()?.checked_add(1)?;
        match self {
            Codec::Plain => {
                out.truncate(before);
                out.extend_from_slice(bytes.get(..size)?);
            }
            Codec::Snappy => {
                if snap::raw::decompress_len(bytes).ok()? != size {
                    return None;
                }
                out.resize(before + size, 0);
                snap::raw::Decoder::new().decompress(bytes, out.get_mut(before..)?).ok()?;
            }
            Codec::Gzip => {
                out.truncate(before);
                flate2::read::MultiGzDecoder::new(bytes).take(all).read_to_end(out).ok()?;
            }
            Codec::Zstd => {
                out.truncate(before);
                let unpacked = ruzstd::decoding::StreamingDecoder::new(bytes).ok()?;
                unpacked.take(all).read_to_end(out).ok()?;
            }
        }
        (out.len() == before + size).then_some(())
    }
}
