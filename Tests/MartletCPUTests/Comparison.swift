import MartletCPU
// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletReference
import MartletTensor
import MartletTesting
import Testing

/// Runs one graph on oneDNN and on the reference engine.
enum Comparison {
    static let isPossible = (try? CPUExecutor(threads: 1)) != nil
    static let needed: Comment = "needs oneDNN: scripts/install-onednn"

    /// The greatest relative error of any output.
    static func error(
        of outputs: [Tensor], from inputs: [Tensor], at values: [HostTensor], threads: Int = 2
    ) throws -> Double {
        let graph = Graph(computing: outputs, from: inputs)
        let types = graph.outputTypes
        let actual = try CPUExecutor(threads: threads).compile(graph).makeRunner()
            .run(values, resultTypes: types)
        let expected = try ReferenceExecutor().compile(graph).makeRunner()
            .run(values, resultTypes: types)
        return zip(actual, expected).map { relativeError($0.doubles, $1.doubles) }.max() ?? 0
    }

    /// Numbers between −1 and 1 that look random, the same in every run.
    static func numbers(_ shape: Shape, _ stream: UInt64, _ dtype: DType = .float32) -> HostTensor {
        let source = Philox(seed: 7, stream: stream)
        let elements = (0..<shape.count).map { source.uniform53($0) * 2 - 1 }
        return HostTensor(elements, shape: shape, dtype: dtype)
    }
}
