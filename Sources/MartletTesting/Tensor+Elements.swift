// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
package import MartletTensor

extension Tensor {
    /// The elements as the reference executor computes them, after the processor's were found to agree.
    package func elements() throws -> [Double] {
        let expected = try Device.with(.reference) { try host() }
        for engine in TestedEngine.pairs {
            let actual = try Device.with(engine.device()) { try host() }
            let error = relativeError(actual.doubles, expected.doubles)
            guard actual.type == expected.type, error <= Tolerance.executors(dtype).relative else {
                throw ExecutionError(
                    problem: "\(engine) gives \(actual.doubles) instead of "
                        + "\(expected.doubles): \(actual.type), relative error \(error)")
            }
        }
        return expected.doubles
    }
}
