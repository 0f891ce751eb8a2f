//! Charts as SVG. Positions are whole numbers that come from exact ones; the colours are names that the page's style gives
//! its own colours for light and for dark.

use crate::diagnostic::Words;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// A chart for a desk and the same for a narrow screen.
pub(super) struct Chart {
    pub wide: String,
    pub slim: String,
}

/// What `page.css` knows each colour by.
const INK: RGBColor = RGBColor(34, 34, 34);
const LINE: RGBColor = RGBColor(204, 204, 204);
const FIRST: RGBColor = RGBColor(59, 91, 146);
const SECOND: RGBColor = RGBColor(194, 101, 12);

const WIDE: u32 = 960;
const SLIM: u32 = 380;

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

fn twice(height: u32, draw: impl Fn(&Area<'_>, i32) -> Drawn) -> Result<Chart, Words> {
    let one = |width: u32| {
        let mut text = String::new();
        let drawn = {
            let area = SVGBackend::with_string(&mut text, (width, height)).into_drawing_area();
            draw(&area, i32::try_from(width).unwrap_or(0)).and_then(|()| area.present())
        };
        drawn
            .map(|()| text)
            .map_err(|error| Words::new(format!("图画不出来（{error}）"), format!("a chart cannot be drawn ({error})")))
    };
    Ok(Chart { wide: one(WIDE)?, slim: one(SLIM)? })
}

fn style(size: i32, across: HPos, down: VPos) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", size).into_font()).color(&INK).pos(Pos::new(across, down))
}

/// How many rows fall between each edge and the next; there is one edge more than counts.
pub(super) fn histogram(counts: &[i64], edges: &[String], (x_words, y_words): (&str, &str)) -> Result<Chart, Words> {
    let bins = i64::try_from(counts.len()).unwrap_or(0).max(1);
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let top = most.saturating_add(most / 8).saturating_add(1);
    twice(300, |area, width| {
        const LEFT: i32 = 52;
        let mut chart = ChartBuilder::on(area)
            .margin_right(24)
            .margin_top(8)
            .x_label_area_size(50)
            .y_label_area_size(LEFT)
            .build_cartesian_2d(0..bins, 0..top)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(LINE)
            .axis_style(INK)
            .x_labels(if width < 500 { 5 } else { counts.len().saturating_add(1) })
            .y_labels(5)
            .x_label_formatter(&|at| {
                usize::try_from(*at).ok().and_then(|at| edges.get(at)).cloned().unwrap_or_default()
            })
            .label_style(style(16, HPos::Center, VPos::Center))
            .axis_desc_style(style(16, HPos::Center, VPos::Center))
            .x_desc(x_words)
            .y_desc(y_words)
            .draw()?;
        let step = width.saturating_sub(LEFT).saturating_sub(24) / i32::try_from(bins).unwrap_or(1);
        for (at, count) in (0i64..).zip(counts) {
            let mut bar = Rectangle::new([(at, 0), (at.saturating_add(1), *count)], FIRST.filled());
            bar.set_margin(0, 0, 1, 1);
            chart.draw_series(std::iter::once(bar))?;
            if *count > 0 {
                let words = Text::new(count.to_string(), (step / 2, -3), style(15, HPos::Center, VPos::Bottom));
                chart.draw_series(std::iter::once(EmptyElement::at((at, *count)) + words))?;
            }
        }
        Ok(())
    })
}

/// A line of a bar chart: its words, one or two lengths, each with its figure.
pub(super) struct Bar {
    pub words: String,
    pub lengths: Vec<(Number, String)>,
}

/// Bars below each other, each under its words; the first lengths in one colour, the second in another.
pub(super) fn bars(bars: &[Bar]) -> Result<Chart, Words> {
    let longest = bars.iter().flat_map(|bar| bar.lengths.iter().map(|(length, _)| length)).max();
    let longest = longest.filter(|longest| longest.is_positive()).cloned().unwrap_or_else(Number::one);
    const WORDS: i32 = 20;
    const BAR: i32 = 17;
    const GAP: i32 = 9;
    let tall =
        |bar: &Bar| BAR.saturating_mul(i32::try_from(bar.lengths.len()).unwrap_or(1)).saturating_add(WORDS + GAP);
    let height: i32 = bars.iter().map(tall).sum();
    twice(u32::try_from(height).unwrap_or(0).max(1), |area, width| {
        // At the end of a bar stands its figure.
        let room = width.saturating_sub(120);
        let mut top = 0i32;
        for bar in bars {
            let at = (0, top.saturating_add(WORDS / 2));
            let words = shortened(&bar.words, width / 13);
            area.draw(&Text::new(words, at, style(17, HPos::Left, VPos::Center)))?;
            let mut y = top.saturating_add(WORDS);
            for ((length, figure), colour) in bar.lengths.iter().zip([FIRST, SECOND]) {
                let end = pixels(length, &longest, room);
                let low = y.saturating_add(BAR - 3);
                area.draw(&Rectangle::new([(0, y), (end.max(1), low)], colour.filled()))?;
                let at = (end.saturating_add(6), y.saturating_add((BAR - 3) / 2));
                area.draw(&Text::new(figure.clone(), at, style(15, HPos::Left, VPos::Center)))?;
                y = y.saturating_add(BAR);
            }
            top = top.saturating_add(tall(bar));
        }
        Ok(())
    })
}

/// A length on a scale whose end is `longest`; below zero there is nothing to see.
fn pixels(length: &Number, longest: &Number, room: i32) -> i32 {
    let share = (length * &Number::from(i64::from(room))).checked_div(longest).unwrap_or_default();
    let whole = share.round(Rounding::HalfUp, &Number::one()).to_i64().unwrap_or(0);
    i32::try_from(whole).unwrap_or(0).clamp(0, room)
}

/// Words that fit so many Chinese signs.
fn shortened(words: &str, most: i32) -> String {
    let most = usize::try_from(most).unwrap_or(10);
    if words.chars().count() <= most {
        return words.to_owned();
    }
    format!("{}…", words.chars().take(most.saturating_sub(1)).collect::<String>())
}
