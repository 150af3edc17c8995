// SPDX-License-Identifier: Apache-2.0

/// Numbers as people like to read them.
enum NumberText {
    /// A number with the given number of decimals; very small and very large ones with an exponent.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        var unit = 1.0
        for _ in 0..<digits { unit *= 10 }
        let scaled = (value.magnitude * unit).rounded()
        guard scaled < 0x1p53 else { return "\(value)" }
        let whole = Int(scaled)
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let fraction = String(whole % Int(unit))
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(whole / Int(unit)).\(zeros)\(fraction)"
    }

    /// A loss or a metric: four decimals, or four digits where that would show nothing.
    static func measurement(_ value: Double) -> String {
        guard value.isFinite, value != 0, value.magnitude < 5e-4 else { return decimal(value, 4) }
        var (mantissa, exponent) = (value, 0)
        while mantissa.magnitude < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        return "\(decimal(mantissa, 2))e\(exponent)"
    }

    /// A count with commas between thousands.
    static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A time: `0.42 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
        if seconds < 10 { return "\(decimal(seconds, seconds < 1 ? 2 : 1)) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// A size: `340 B`, `1.2 MB`.
    static func bytes(_ count: Int) -> String {
        var (value, unit) = (Double(count), "B")
        for larger in ["kB", "MB", "GB", "TB"] where value >= 1000 {
            (value, unit) = (value / 1000, larger)
        }
        return unit == "B" ? "\(count) B" : "\(decimal(value, 1)) \(unit)"
    }
}
