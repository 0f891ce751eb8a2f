"""Rivals from Python: row by row with decimal, DuckDB with DECIMAL, and Polars with whole numbers scaled by hand.

usage: rival.py decimal|duckdb|polars FOLDER. Prints the seconds of the lines, then base (fen), agreed, bought, short by hospital.
"""
import csv
import sys
import time
from decimal import ROUND_HALF_UP, Decimal

name, folder = sys.argv[1:3]
begun = time.process_time()
sums = {}
if name == "decimal":
    fund, pooled, half, cent = Decimal("0.7"), Decimal("0.85"), Decimal("0.5"), Decimal("0.01")
    with open(folder + "/lines.csv", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for hospital, _, agreed, bought, before, selected, other, share, failure in rows:
            agreed, bought, share, failed = Decimal(agreed), Decimal(bought), Decimal(share), failure == "true"
            budget = agreed * Decimal(before) * fund * share
            spent = (agreed * Decimal(selected) + Decimal(other)) * fund * share
            base = ((budget - spent).quantize(cent, ROUND_HALF_UP) * pooled).quantize(cent, ROUND_HALF_UP)
            if bought / agreed < half and not failed:
                base = Decimal(0)
            sum_ = sums.setdefault(hospital, [Decimal(0), Decimal(0), Decimal(0), 0])
            sum_[0] += base
            sum_[1] += agreed
            sum_[2] += bought
            sum_[3] += bought < agreed and not failed
elif name == "polars":
    import os

    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars as pl

    def scaled(column):
        # All cells of a column have the same places, so that leaving out the point scales them.
        return pl.col(column).str.replace(".", "", literal=True).cast(pl.Int64)

    def half_up(above, below):
        size = (above.abs() + below // 2) // below
        return pl.when(above < 0).then(0 - size).otherwise(size)

    texts = ["pre_price", "selected_price", "nonselected_amount", "insured_share"]
    lines = pl.scan_csv(folder + "/lines.csv", schema_overrides={column: pl.String for column in texts})
    agreed, bought, fine = pl.col("agreed_qty"), pl.col("purchased_qty"), ~pl.col("supply_failure")
    saved = agreed * (scaled("pre_price") - scaled("selected_price")) - scaled("nonselected_amount") * 100
    exact = saved.cast(pl.Int128) * (7 * scaled("insured_share")).cast(pl.Int128)
    rounded = half_up(exact, 10**9).cast(pl.Int64)
    base = pl.when((2 * bought < agreed) & fine).then(0).otherwise(half_up(rounded * 17, 20))
    all_sums = lines.select("hospital_id", agreed, bought, base.alias("base"), ((bought < agreed) & fine).alias("short"))
    all_sums = all_sums.group_by("hospital_id").agg(pl.col("base", "agreed_qty", "purchased_qty", "short").sum())
    for hospital, base, agreed, bought, short in all_sums.collect(engine="streaming").iter_rows():
        sums[hospital] = [Decimal(base) / 100, agreed, bought, short]
else:
    import duckdb

    db = duckdb.connect()
    db.execute("set threads = 1")
    query = f"""
    select hospital_id, sum(case when 2 * purchased_qty < agreed_qty and not supply_failure then 0 else
        round(round(cast((agreed_qty * pre_price - (agreed_qty * selected_price + nonselected_amount))
          * 0.7 * insured_share as decimal(38, 11)), 2)::decimal(18, 2) * 0.85, 2) end),
      sum(agreed_qty), sum(purchased_qty), count(*) filter (purchased_qty < agreed_qty and not supply_failure)
    from read_csv('{folder}/lines.csv', columns = {{hospital_id: 'varchar', drug_id: 'varchar',
      agreed_qty: 'decimal(9, 0)', purchased_qty: 'decimal(9, 0)', pre_price: 'decimal(9, 4)',
      selected_price: 'decimal(9, 4)', nonselected_amount: 'decimal(14, 2)', insured_share: 'decimal(7, 6)',
      supply_failure: 'boolean'}}, header = true) group by hospital_id"""
    sums = {row[0]: row[1:] for row in db.execute(query).fetchall()}
print(time.process_time() - begun)
for hospital in sorted(sums):
    base, agreed, bought, short = sums[hospital]
    print(hospital, int(base * 100), int(agreed), int(bought), int(short), sep=",")
