"""Makes the Parquet files of this folder, as other programs write them.

usage: make.py, with duckdb, pandas, polars and pyarrow at hand. 订单.csv has the same rows.
"""
import datetime
import decimal
import pathlib

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pyarrow.parquet.encryption

folder = pathlib.Path(__file__).parent
names = ["编码", "名称", "金额", "数量", "日期", "定点", "占比", "级别", "系数"]
rows = []
for at in range(60):
    rows.append([
        f"K{at}",
        None if at % 7 == 3 else f"医院{at // 5}",
        decimal.Decimal(at * 7919 - 5000) / 100,
        None if at % 4 == 1 else at * 37 % 1000,
        datetime.date(2020 + at % 9, at % 12 + 1, at % 28 + 1),
        at % 2 == 0,
        decimal.Decimal(at * at * 31) / 1000000,
        ["三级", "二级", "一级"][at % 3],
        None if at % 5 == 2 else at % 50 + at % 8 / 8,
    ])

def shown(cell):
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else f"{cell:f}" if isinstance(cell, (decimal.Decimal, float)) else str(cell)

(folder / "订单.csv").write_text("\n".join(",".join(map(shown, row)) for row in [names] + rows) + "\n")
kinds = [pyarrow.string(), pyarrow.string(), pyarrow.decimal128(14, 2), pyarrow.int32(), pyarrow.date32(), pyarrow.bool_(),
         pyarrow.decimal128(20, 6), pyarrow.string(), pyarrow.float64()]
columns = list(zip(*rows))
table = pyarrow.table({name: pyarrow.array(list(cells), kind) for name, cells, kind in zip(names, columns, kinds)})
write = pyarrow.parquet.write_table
write(table, folder / "pyarrow.parquet")
encodings = {"编码": "DELTA_LENGTH_BYTE_ARRAY", "数量": "DELTA_BINARY_PACKED", "日期": "DELTA_BINARY_PACKED", "系数": "BYTE_STREAM_SPLIT"}
write(table, folder / "pyarrow-v2.parquet", version="2.6", data_page_version="2.0", compression="gzip",
      use_dictionary=["名称", "级别"], column_encoding=encodings, row_group_size=25)
orders = table
duckdb.sql(f"copy (from orders) to '{folder}/duckdb.parquet' (format parquet, compression zstd)")
frame = polars.from_arrow(table)
frame.write_parquet(folder / "polars.parquet")
days = table.to_pandas()
days["日期"] = pandas.to_datetime(days["日期"])
days.to_parquet(folder / "pandas.parquet")
write(pyarrow.table({"编码": ["甲"], "金额": [1]}), folder / "brotli.parquet", compression="brotli")
write(pyarrow.table({"编码": ["甲"], "金额": [[1, 2]]}), folder / "nested.parquet")


class Keys(pyarrow.parquet.encryption.KmsClient):
    def __init__(self, _):
        super().__init__()

    def wrap_key(self, key, name):
        return key

    def unwrap_key(self, key, name):
        return key


import base64


class Wrapped(Keys):
    def wrap_key(self, key, name):
        return base64.b64encode(key)

    def unwrap_key(self, key, name):
        return base64.b64decode(key)


factory = pyarrow.parquet.encryption.CryptoFactory(lambda config: Wrapped(config))
how = pyarrow.parquet.encryption.EncryptionConfiguration(footer_key="k", column_keys={"k": ["编码", "金额"]})
locked = factory.file_encryption_properties(pyarrow.parquet.encryption.KmsConnectionConfig(), how)
small = pyarrow.table({"编码": ["甲"], "金额": [1]})
with pyarrow.parquet.ParquetWriter(folder / "locked.parquet", small.schema, encryption_properties=locked) as writer:
    writer.write_table(small)
