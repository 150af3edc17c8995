// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Martlet

/// Normalisations, softmax and losses beside a plain copy: how near they come to what memory allows.
struct Reductions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time softmax, normalisations and losses and compare them with a plain copy.",
        discussion: """
            Each line says how many bytes must move at least (every array once; a batch normalisation reads its \
            operands twice, since the statistics come first), how long a copy of as many bytes takes with the same \
            threads, and that time's share of the one needed. Arrays of 8 megabytes lie in the last cache of many \
            processors; those of 128 lie in none.
            """)

    @Option(help: "Seconds for each line.")
    var seconds = 0.5

    @Option(help: "Megabytes of the largest array: several, with commas.")
    var megabytes = "8,128"

    @Option(help: "Elements of a row: several, with commas.")
    var columns = "64,256,1024,4096"

    @Option(help: "Channels of a batch normalisation: several, with commas.")
    var channels = "16,32,64,128,256"

    @Option(help: "Only what has this in its name.")
    var only = ""

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard seconds > 0 else { throw ValidationError("--seconds must be positive.") }
        let sizes = try numbers(in: megabytes, of: "--megabytes")
        let lengths = try numbers(in: columns, of: "--columns")
        let widths = try numbers(in: channels, of: "--channels")
        guard let least = sizes.min(), let longest = lengths.max(), longest * 4 <= least << 20
        else { throw ValidationError("A row of --columns does not fit --megabytes.") }
        guard let widest = widths.max(), widest * 4096 <= least << 20
        else { throw ValidationError("An image with --channels does not fit --megabytes.") }
    }

    func run() throws {
        let sizes = try numbers(in: megabytes, of: "--megabytes")
        let lengths = try numbers(in: columns, of: "--columns")
        let widths = try numbers(in: channels, of: "--channels")
        try engine.use {
            for size in sizes {
                let count = size << 18
                let rows = lengths.flatMap { ReductionExample.rows(of: $0, count: count) }
                let images = widths.flatMap { ReductionExample.images(channels: $0, count: count) }
                for example in rows + images where example.name.contains(only) {
                    print(try line(for: example, megabytes: size).text)
                }
            }
        }
    }

    private func line(for example: ReductionExample, megabytes: Int) throws -> JSONValue {
        // A copy reads half of the bytes and writes the other half. Before and after: others may be at work.
        let half = Tensor.input(0, TensorType([example.byteCount / 8], .float32))
        let before = try ProgramTime.best([-half], from: [half], seconds: seconds)
        let time = try ProgramTime.best(
            example.outputs, from: example.inputs, seconds: seconds)
        let copy = min(before, try ProgramTime.best([-half], from: [half], seconds: seconds))
        return [
            "reduction": .string(example.name), "columns": .int(example.columns),
            "array_megabytes": .int(megabytes), "threads": .int(engine.threads),
            "microseconds": .double(rounded(time * 1e6, 1)),
            "copy_microseconds": .double(rounded(copy * 1e6, 1)),
            "copy_gb_per_s": .double(rounded(Double(example.byteCount) / copy * 1e-9, 1)),
            "share_of_copy": .double(rounded(copy / time, 2)),
        ]
    }

    private func numbers(in text: String, of option: String) throws -> [Int] {
        try text.split(separator: ",").map { part in
            guard let number = Int(part), (1...4096).contains(number) else {
                throw ValidationError("\(option) takes numbers from 1 to 4096, with commas.")
            }
            return number
        }
    }

    private func rounded(_ value: Double, _ digits: Int) -> Double {
        let scale = digits == 1 ? 10.0 : 100
        return (value * scale).rounded() / scale
    }
}
