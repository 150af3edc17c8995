// SPDX-License-Identifier: Apache-2.0

/// One panel of curves: axes with round numbers, a line for each series, a legend.
struct CurvePanel {
    /// A series of values over epochs.
    struct Line {
        let name: String
        let color: String
        let points: [(x: Double, y: Double)]
    }

    let title: String
    let lines: [Line]
    let frame: Frame

    private static let ink = "#57606a"
    private static let paleInk = "#e1e4e8"

    /// Where curves are drawn: the frame without room for numbers and names.
    private var plot: Frame {
        Frame(
            x: frame.x + 62, y: frame.y + 34, width: frame.width - 86, height: frame.height - 82)
    }

    /// Draws everything.
    func draw(in svg: inout SVGText) {
        let horizontal = Axis(lines.flatMap { $0.points.map(\.x) }, isWhole: true)
        let vertical = Axis(lines.flatMap { $0.points.map(\.y) }, isWhole: false)
        svg.text(
            title, x: plot.x, y: plot.y - 12, size: 13, anchor: .start, isBold: true)
        drawAxes(horizontal, vertical, in: &svg)
        for line in lines {
            let points = line.points.map { point in
                (
                    x: plot.x + horizontal.share(point.x) * plot.width,
                    y: plot.y + (1 - vertical.share(point.y)) * plot.height
                )
            }
            if points.count > 1 { svg.line(points, color: line.color, width: 2) }
            if points.count <= 30 {
                for point in points { svg.dot(x: point.x, y: point.y, color: line.color) }
            }
        }
        drawLegend(in: &svg)
    }

    private func drawAxes(_ horizontal: Axis, _ vertical: Axis, in svg: inout SVGText) {
        let bottom = plot.y + plot.height
        for tick in vertical.ticks {
            let y = plot.y + (1 - vertical.share(tick)) * plot.height
            svg.line([(plot.x, y), (plot.x + plot.width, y)], color: Self.paleInk, width: 1)
            svg.text(vertical.text(tick), x: plot.x - 8, y: y + 4, size: 11, anchor: .end)
        }
        for tick in horizontal.ticks {
            let x = plot.x + horizontal.share(tick) * plot.width
            svg.line([(x, bottom), (x, bottom + 4)], color: Self.ink, width: 1)
            svg.text(horizontal.text(tick), x: x, y: bottom + 18, size: 11, anchor: .middle)
        }
        svg.line(
            [(plot.x, plot.y), (plot.x, bottom), (plot.x + plot.width, bottom)], color: Self.ink,
            width: 1)
        svg.text("epoch", x: plot.x + plot.width / 2, y: bottom + 36, size: 12, anchor: .middle)
    }

    private func drawLegend(in svg: inout SVGText) {
        var x = plot.x + plot.width - lines.map { 40 + Double($0.name.count) * 6 }.reduce(0, +)
        let y = plot.y - 12
        for line in lines {
            svg.line([(x, y - 4), (x + 20, y - 4)], color: line.color, width: 2)
            svg.text(line.name, x: x + 25, y: y, size: 11, anchor: .start)
            x += 40 + Double(line.name.count) * 6
        }
    }
}

/// A range of numbers with round ones to be written at an axis.
struct Axis {
    /// The smallest and the largest number on the axis.
    let range: ClosedRange<Double>
    /// The round numbers.
    let ticks: [Double]
    private let decimals: Int

    /// An axis for the given values; whole numbers only, if they count something.
    init(_ values: [Double], isWhole: Bool) {
        let low = values.min() ?? 0
        let high = max(values.max() ?? 1, low)
        let span = high > low ? high - low : max(high.magnitude, isWhole ? 1 : 1e-3)
        let (bottom, top) = high > low ? (low, high) : (low - span / 2, high + span / 2)
        var step = Self.round(span / 5)
        if isWhole { step = max(1, step.rounded(.up)) }
        let first = isWhole ? (bottom / step).rounded(.up) : (bottom / step).rounded(.down)
        let last = isWhole ? (top / step).rounded(.down) : (top / step).rounded(.up)
        let count = min(max(Int((last - first).rounded()), 0), 20)
        let ticks = (0...count).map { (first + Double($0)) * step }
        self.ticks = ticks
        range = isWhole ? bottom...top : (ticks.first ?? bottom)...(ticks.last ?? top)
        var (decimals, unit) = (0, step)
        while unit < 0.999, decimals < 12 { (decimals, unit) = (decimals + 1, unit * 10) }
        self.decimals = decimals
    }

    /// Where the number lies: 0 at the start of the axis, 1 at its end.
    func share(_ value: Double) -> Double {
        let span = range.upperBound - range.lowerBound
        return span > 0 ? (value - range.lowerBound) / span : 0.5
    }

    /// A round number as it is written.
    func text(_ tick: Double) -> String { NumberText.decimal(tick, decimals) }

    /// The nearest of 1, 2, 5 times a power of ten that is not smaller.
    private static func round(_ step: Double) -> Double {
        guard step.isFinite, step > 1e-300 else { return 1 }
        var power = 1.0
        while power * 10 <= step { power *= 10 }
        while power > step { power /= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= step * 0.999 } ?? 10 * power
    }
}
