// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor

extension OperationSamples {
    static let sources: [OperationSample] = [
        OperationSample([]) { Literal(value: 2.5, dtype: $0) },
        OperationSample([]) { Literal(value: -0.0, dtype: $0) },
        OperationSample([]) {
            Constant(value: HostTensor([1, 2, 3, 4, 5, 6], shape: [2, 3], dtype: $0))
        },
        OperationSample([]) { Constant(value: HostTensor([], shape: [0, 3], dtype: $0)) },
        OperationSample([]) { Iota(shape: [5], axis: 0, dtype: $0) },
        OperationSample([]) { Iota(shape: [2, 3, 2], axis: 1, dtype: $0) },
        OperationSample([]) { Iota(shape: [2, 0], axis: 0, dtype: $0) },
    ]

    static let random: [OperationSample] = [
        OperationSample([seed]) { RandomUniform(type: TensorType([3, 5], $0), stream: 0) },
        OperationSample([seed]) { RandomUniform(type: TensorType(.scalar, $0), stream: 7) },
        OperationSample([seed]) { RandomUniform(type: TensorType([0], $0), stream: 7) },
        OperationSample([seed]) { RandomNormal(type: TensorType([3, 5], $0), stream: 0) },
        OperationSample([seed]) { RandomNormal(type: TensorType([41], $0), stream: 1 << 40) },
    ]

    static let seed = SampleOperand.fixed(
        HostTensor(scalars: [Int64(-3_000_000_007)], shape: .scalar))
}
