// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN

extension Model {
    /// A table of the layers with the shapes of their results and the numbers of their parameters, as Keras prints it.
    ///
    /// A model that does not know its input yet shows `?` for shapes.
    /// - Throws: As ``build(inputShapes:)`` does.
    public func summary() throws -> String {
        try checkDescription()
        if architecture.inputs != nil { try build() }
        var table = TextTable(columns: summaryColumns)
        let isChain = architecture.isChain
        if !isChain {
            for (index, input) in (architecture.inputs ?? []).enumerated() {
                let shape = network.map { Self.text($0.inputShapes[index]) } ?? "?"
                table.rows.append(["\(input.name) (InputLayer)", shape, "0", "-"])
            }
        }
        for (index, member) in architecture.members.enumerated() {
            let title = "\(member.name) (\(type(of: member.layer).className))"
            var row = [title, shapeText(ofMember: index), parameterText(of: member)]
            if !isChain { row.append(architecture.connections(ofMember: index)) }
            table.rows.append(row)
        }
        return (["Model: \"\(name)\""] + table.lines + totals).joined(separator: "\n")
    }

    private var summaryColumns: [TextTable.Column] {
        if architecture.isChain {
            return [
                .init(header: "Layer (type)", width: 31), .init(header: "Output Shape", width: 22),
                .init(header: "Param #", width: 13, alignment: .right),
            ]
        }
        return [
            .init(header: "Layer (type)", width: 19), .init(header: "Output Shape", width: 17),
            .init(header: "Param #", width: 10, alignment: .right),
            .init(header: "Connected to", width: 17),
        ]
    }

    private func shapeText(ofMember index: Int) -> String {
        let call = architecture.calls.lastIndex { $0.member == index }
        guard let network, let call else { return "?" }
        return Self.text(network.calls[call].shape)
    }

    private func parameterText(of member: Architecture.Member) -> String {
        guard isBuilt else { return "0 (unbuilt)" }
        let own = parameters.filter { $0.path.hasPrefix(member.name + "/") }
        return GroupedNumber.text(own.reduce(0) { $0 + $1.count })
    }

    /// `(None, 28, 28, 1)`: None stands for the number of examples.
    private static func text(_ shape: Shape) -> String {
        "(" + (["None"] + shape.sizes.map { "\($0)" }).joined(separator: ", ") + ")"
    }

    private var totals: [String] {
        let trainable = parameters.filter(\.isTrainable).reduce(0) { $0 + $1.count }
        let fixed = parameterCount - trainable
        // Keras counts the number of the step and the learning rate as two more.
        let remembered = optimizerState.map { state in
            strictZip(network?.trainable ?? [], state.slots).reduce(2) {
                $0 + $1.0.count * $1.1.count
            }
        }
        var lines = [
            line("Total", parameterCount + (remembered ?? 0)), line("Trainable", trainable),
            line("Non-trainable", fixed),
        ]
        if let remembered { lines.append(line("Optimizer", remembered)) }
        return lines
    }

    private func line(_ title: String, _ count: Int) -> String {
        let size = MemorySize.text(count * dtype.byteCount)
        return " \(title) params: \(GroupedNumber.text(count)) (\(size))"
    }
}

extension Architecture {
    /// Whether each call takes the result of the one before, and no layer is called twice.
    var isChain: Bool {
        (inputs?.count ?? 1) == 1 && members.count == calls.count
            && calls.enumerated().allSatisfy { $1.inputs == [$0] }
    }

    /// What a layer is applied to, as `dense[0][0], add[0][0]`: the layer, which of its calls, which result.
    func connections(ofMember index: Int) -> String {
        let inputCount = inputs?.count ?? 1
        let sources = calls.filter { $0.member == index }.flatMap(\.inputs).map { value in
            guard value >= inputCount else { return "\(name(ofValue: value))[0][0]" }
            let call = value - inputCount
            let earlier = calls[..<call].filter { $0.member == calls[call].member }.count
            return "\(name(ofValue: value))[\(earlier)][0]"
        }
        return sources.joined(separator: ", ")
    }
}

/// A whole number with commas between thousands.
enum GroupedNumber {
    static func text(_ number: Int) -> String {
        let digits = Array("\(number.magnitude)")
        var result = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return result
    }
}

/// A number of bytes as people read it: `397.54 KB`.
enum MemorySize {
    static func text(_ bytes: Int) -> String {
        var (size, unit) = (Double(bytes), 0)
        let units = ["B", "KB", "MB", "GB", "TB"]
        while size >= 1024, unit < units.count - 1 {
            size /= 1024
            unit += 1
        }
        let hundredths = Int((size * 100).rounded())
        let fraction = String(100 + hundredths % 100).dropFirst()
        return "\(hundredths / 100).\(fraction) \(units[unit])"
    }
}
