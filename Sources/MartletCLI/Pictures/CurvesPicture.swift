// SPDX-License-Identifier: Apache-2.0

/// The curves of a training as an SVG picture: a panel for the loss and one for each metric, training and validation.
struct CurvesPicture {
    /// What is shown above the panels.
    let title: String
    /// The epochs.
    let records: [EpochRecord]

    private static let panel = (width: 460.0, height: 300.0)
    private static let validationPrefix = "val_"

    /// The names that have a panel: those measured in training.
    private var names: [String] {
        records.names.filter { !$0.hasPrefix(Self.validationPrefix) }
    }

    /// The picture as a text in SVG 1.1.
    var text: String {
        let count = Double(max(names.count, 1))
        let (width, height) = (Self.panel.width * count, Self.panel.height + 40)
        var svg = SVGText(width: width, height: height)
        svg.text(title, x: width / 2, y: 26, size: 16, anchor: .middle, isBold: true)
        for (index, name) in names.enumerated() {
            let lines = [
                CurvePanel.Line(name: "training", color: "#1f6feb", points: points(name)),
                CurvePanel.Line(
                    name: "validation", color: "#d9480f",
                    points: points(Self.validationPrefix + name)),
            ]
            CurvePanel(
                title: name, lines: lines.filter { !$0.points.isEmpty },
                frame: Frame(
                    x: Double(index) * Self.panel.width, y: 40, width: Self.panel.width,
                    height: Self.panel.height)
            ).draw(in: &svg)
        }
        return svg.finished
    }

    private func points(_ name: String) -> [(x: Double, y: Double)] {
        records.compactMap { record in
            record[name].flatMap { $0.isFinite ? (Double(record.epoch), $0) : nil }
        }
    }
}
