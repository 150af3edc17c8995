// SPDX-License-Identifier: Apache-2.0

/// A rectangle of a picture.
struct Frame {
    let x, y, width, height: Double
}

/// A picture in SVG, element by element.
struct SVGText {
    /// Where a text stands relative to its point.
    enum Anchor: String {
        case start, middle, end
    }

    private static let ink = "#24292f"

    private var elements: [String] = []

    init(width: Double, height: Double) {
        elements = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" \
            height="\(Self.number(height))" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" \
            font-family="Helvetica, Arial, sans-serif">
            """,
            #"<rect width="100%" height="100%" fill="white"/>"#,
        ]
    }

    /// A line through the given points.
    mutating func line(
        _ points: [(x: Double, y: Double)], color: String, width: Double, dashes: String? = nil
    ) {
        let path = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
        let style = dashes.map { #" stroke-dasharray="\#($0)""# } ?? ""
        elements.append(
            #"<polyline points="\#(path)" fill="none" stroke="\#(color)" "#
                + #"stroke-width="\#(Self.number(width))" stroke-linejoin="round"\#(style)/>"#)
    }

    /// A dot.
    mutating func dot(x: Double, y: Double, color: String) {
        elements.append(
            #"<circle cx="\#(Self.number(x))" cy="\#(Self.number(y))" r="2.5" fill="\#(color)"/>"#)
    }

    /// A text.
    mutating func text(
        _ text: String, x: Double, y: Double, size: Double, anchor: Anchor, isBold: Bool = false
    ) {
        let weight = isBold ? #" font-weight="bold""# : ""
        elements.append(
            #"<text x="\#(Self.number(x))" y="\#(Self.number(y))" font-size="\#(Self.number(size))" "#
                + #"text-anchor="\#(anchor.rawValue)" fill="\#(Self.ink)"\#(weight)>"#
                + "\(Self.escaped(text))</text>")
    }

    /// The whole picture.
    var finished: String { elements.joined(separator: "\n") + "\n</svg>\n" }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? NumberText.decimal(value, 0) : NumberText.decimal(value, 2)
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
    }
}
