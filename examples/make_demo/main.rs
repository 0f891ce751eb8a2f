//! Writes the demonstration workbook: `cargo run --example make_demo`. Everything in it is made up from a fixed seed,
//! except the names and winning prices of the drugs (`examples/data/winning_prices.csv`).

mod random;
mod registers;
mod sheet;
mod trade;
mod world;

use random::Random;
use sheet::{Sheet, text};
use std::error::Error;
use world::Role;

const SEED: u64 = 20_210_131;

fn main() -> Result<(), Box<dyn Error>> {
    let csv = std::fs::read_to_string("examples/data/winning_prices.csv")?;
    let bytes = bytes(&csv)?;
    let path = std::env::args().nth(1).unwrap_or_else(|| "examples/shenzhen-demo.xlsx".to_owned());
    std::fs::write(&path, &bytes)?;
    println!("{path}: {} bytes", bytes.len());
    Ok(())
}

/// The workbook: the same bytes from the same price list, on every machine.
pub fn bytes(csv: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    Ok(sheet::workbook(&demo(csv))?)
}

/// All sheets of the workbook, the explanation first.
fn demo(csv: &str) -> Vec<Sheet> {
    let mut random = Random::new(SEED);
    let drugs = world::drugs(csv, &mut random);
    let products = world::products(&drugs, &mut random);
    let institutions = world::institutions();
    let agreed = world::agreed(&institutions, &drugs, &mut random);
    let mut registers = Random::new(SEED + 1);
    let mut sheets = vec![
        about(),
        registers::institutions(&institutions),
        registers::catalogue(&drugs),
        registers::products(&drugs, &products),
        registers::agreed(&institutions, &drugs, &agreed),
    ];
    let mut trade = trade::Trade::new(&institutions, &drugs, &products, &mut random);
    for one in &agreed {
        trade.year(one);
    }
    for (at, one) in institutions.iter().enumerate() {
        match one.role {
            Role::Pharmacy => trade.occasional(at, 6),
            Role::Born => trade.occasional(at, 60),
            _ => {}
        }
    }
    sheets.extend(trade.sheets());
    sheets.push(registers::changes(&institutions));
    sheets.push(registers::yearly(&institutions, &mut registers));
    sheets.push(registers::violations(&institutions, &mut registers));
    sheets.push(registers::not_paid(&institutions));
    sheets
}

fn about() -> Sheet {
    let lines = [
        "本工作簿全部为编造的演示数据，不对应任何真实的医疗机构、订单、发票或个人，不得用于结算。",
        "只有药品通用名、规格和中选价格取自公开报道（多数凭记忆录入，见 examples/data/winning_prices.csv 的可信度一列）。",
        "集采前价格、约定量、采购、付款、违规、机构变更等一律由固定种子的随机数生成，可用 cargo run --example make_demo 重新得到。",
        "为了像真的导出文件，有的表在表头上方有标题，有的金额是带千分位的文本，约定采购表末尾有合计行，有的日期是文本。",
        "All data in this workbook are made up for demonstration; only drug names, packs and winning prices come from public reports.",
    ];
    Sheet {
        name: "说明", title: Vec::new(), headings: vec!["说明"], rows: lines.map(|line| vec![text(line)]).to_vec()
    }
}
