// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// Normalisations and softmax beside a plain copy: how near they come to what memory allows.
struct Reductions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time softmax and normalisations and compare them with a plain copy.",
        discussion: """
            Each line says how many bytes must move at least (every array once; a batch normalisation reads its \
            operands twice, since the statistics come first), how long a copy of as many bytes takes with the same \
            threads, and that time's share of the one needed.
            """)

    @Option(help: "Seconds for each line.")
    var seconds = 0.5

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard seconds > 0 else { throw ValidationError("--seconds must be positive.") }
    }

    func run() throws {
        try engine.use {
            for example in ReductionExample.all {
                let time = try ProgramTime.best(
                    example.outputs, from: example.inputs, seconds: seconds)
                // A copy reads half of the bytes and writes the other half.
                let half = Tensor.input(0, TensorType([example.byteCount / 8], .float32))
                let copy = try ProgramTime.best([-half], from: [half], seconds: seconds)
                let line: JSONValue = [
                    "reduction": .string(example.name), "threads": .int(engine.threads),
                    "microseconds": .double(rounded(time * 1e6)),
                    "megabytes": .double(rounded(Double(example.byteCount) / 1e6)),
                    "copy_microseconds": .double(rounded(copy * 1e6)),
                    "copy_gb_per_s": .double(rounded(Double(example.byteCount) / copy * 1e-9)),
                    "share_of_copy": .double(rounded(copy / time * 100) / 100),
                ]
                print(line.text)
            }
        }
    }

    private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}

/// A composite with reductions, and what it must read and write.
private struct ReductionExample {
    let name: String
    let inputs: [Tensor]
    let outputs: [Tensor]
    /// Large arrays that are read or written, once each time.
    let passes: Int

    var byteCount: Int { passes * inputs[0].shape.count * 4 }

    private init(
        _ name: String, _ shapes: [Shape], passes: Int, _ make: ([Tensor]) -> [Tensor]
    ) {
        self.name = name
        self.passes = passes
        inputs = shapes.enumerated().map { .input($0, TensorType($1, .float32)) }
        outputs = make(inputs)
    }

    private static let rows: Shape = [4096, 1024]
    private static let images: Shape = [64, 32, 32, 32]

    static var all: [ReductionExample] {
        [
            ReductionExample("softmax", [rows], passes: 2) { [$0[0].softmax()] },
            ReductionExample("softmax backward", [rows, rows], passes: 3) { x in
                let weighted = x[0] * x[1]
                return [weighted - x[1] * weighted.sum([-1], keepingDimensions: true)]
            },
            ReductionExample("log-softmax", [rows], passes: 2) { [$0[0].logSoftmax()] },
            ReductionExample("layer norm", [rows, [1024], [1024]], passes: 2) { x in
                [x[0].normalized([1], epsilon: 1e-3) * x[1] + x[2]]
            },
            ReductionExample("layer norm backward", [rows, rows, [1024], [4096, 1]], passes: 3) {
                normalizedGradients($0, [1], others: [0])
            },
            ReductionExample("batch norm", [images, [32], [32]], passes: 3) { x in
                [x[0].normalized([0, 1, 2], epsilon: 1e-3) * x[1] + x[2]]
            },
            ReductionExample("batch norm backward", [images, images, [32], [32]], passes: 5) {
                normalizedGradients($0, [0, 1, 2], others: [0, 1, 2])
            },
        ]
    }

    /// The gradients by the argument, γ and β, given that of the result, the normalised values, γ and 1 / √(variance + ε).
    private static func normalizedGradients(_ x: [Tensor], _ axes: [Int], others: [Int])
        -> [Tensor]
    {
        let (seed, value) = (x[0] * x[2], x[1])
        let shared = seed.mean(axes, keepingDimensions: true)
        let along = (seed * value).mean(axes, keepingDimensions: true)
        return [
            (seed - shared - value * along) * x[3], (x[0] * value).sum(others), x[0].sum(others),
        ]
    }
}
