// SPDX-License-Identifier: Apache-2.0
package import MartletCPU
import MartletCompiler
public import MartletIR
import MartletTensor

/// Which kernel of the processor runs each operation of the catalogue on operands of each element type.
///
/// Nothing of it is written by hand: the samples of the operations are planned in every type that they take, and the
/// steps of the plans say whose they are.
public struct KernelListing: Sendable {
    /// An operation on operands of a type.
    public struct Entry: Sendable, Hashable, CustomStringConvertible {
        /// The operation's name in graphs.
        public let operation: String
        /// The element type of the first operand; that of the result where there is none.
        public let operand: DType
        /// The element type of the result.
        public let result: DType
        /// What runs it: `built-in`, `loop`, a kernel of oneDNN, `view` where nothing has to run, or `reference`, which
        /// is slow; several where they depend on the sizes.
        public let kernel: String

        /// `matmul bfloat16 -> float32: oneDNN brg:avx512_core_bf16`.
        public var description: String {
            let types = operand == result ? "\(operand)" : "\(operand) -> \(result)"
            return "\(operation) \(types): \(kernel)"
        }
    }

    /// In the order of the catalogue's samples.
    public let entries: [Entry]

    /// The kernels that programs get here.
    public init() throws {
        try self.init(CPUExecutor(threads: 1))
    }

    /// The kernels of an executor.
    package init(_ executor: CPUExecutor) throws {
        var places: [Key: Int] = [:]
        var found: [(key: Key, kernels: [String])] = []
        for sample in OperationSamples.all + OperationSamples.large + OperationSamples.heavy {
            for dtype in sample.acceptedTypes {
                let (key, kernel) = try Self.plan(sample, dtype, executor)
                let place = places[key] ?? found.count
                if place == found.count {
                    places[key] = place
                    found.append((key, []))
                }
                if !found[place].kernels.contains(kernel) { found[place].kernels.append(kernel) }
            }
        }
        entries = found.map { key, kernels in
            let busy = kernels.filter { $0 != "none" }
            return Entry(
                operation: key.operation, operand: key.operand, result: key.result,
                kernel: busy.isEmpty ? "view" : busy.joined(separator: "; "))
        }
    }

    private struct Key: Hashable {
        let operation: String
        let operand: DType
        let result: DType
    }

    private static func plan(
        _ sample: OperationSample, _ dtype: DType, _ executor: CPUExecutor
    ) throws -> (Key, String) {
        let operation = sample.operation(for: dtype)
        let inputs = sample.types(as: dtype).enumerated().map { Tensor.input($0, $1) }
        let results = Tensor.results(of: operation, inputs)
        let steps = try executor.steps(of: Graph(computing: results, from: inputs))
        let key = Key(
            operation: operation.name, operand: inputs.first?.dtype ?? results[0].dtype,
            result: results[0].dtype)
        return (key, name(of: steps))
    }

    /// The kernels that do the work: copies and conversions count only where nothing else is done.
    private static func name(of steps: [StepReport]) -> String {
        let aids: Set<String> = ["copy", "convert", "reorder", "sum"]
        var kernels: [String] = []
        for step in steps where !aids.contains(step.name) && !kernels.contains(step.kernel) {
            kernels.append(step.kernel)
        }
        let isConverted = steps.contains { $0.name == "convert" }
        if kernels.isEmpty { return steps.isEmpty ? "none" : isConverted ? "loop" : "copy" }
        return kernels.joined(separator: " + ") + (isConverted ? ", converted" : "")
    }
}
