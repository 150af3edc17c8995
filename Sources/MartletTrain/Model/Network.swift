import MartletCompiler
// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletNN
import MartletTensor

/// A built network: its shapes and its parameters in memory.
struct Network: Sendable {
    /// The element type of parameters and of what is computed.
    let dtype: DType
    /// The shapes of the inputs, without the batch axis.
    let inputShapes: [Shape]
    /// The shapes of the outputs, without the batch axis.
    let outputShapes: [Shape]
    /// Name and result shape, without the batch axis, of each call.
    let calls: [(name: String, shape: Shape)]
    /// The parameters in the order in which layers asked for them.
    private(set) var parameters: [Parameter]
    /// Changes whenever values of parameters do.
    private(set) var version = ParameterVersion()

    /// Traces the layers once, to learn parameters and shapes, and makes the initial values.
    init(
        _ architecture: Architecture, inputShapes: [Shape], dtype: DType, seed: Int
    ) throws {
        let context = LayerContext(isTraining: false, dtype: dtype)
        let outputs = try checking {
            architecture.outputs(
                for: Self.placeholders(inputShapes, batch: 1, dtype), in: context)
        }
        self.dtype = dtype
        self.inputShapes = inputShapes
        outputShapes = outputs.map { Self.withoutBatch($0.shape) }
        calls = context.calls.map { ($0.path, Self.withoutBatch($0.result.shape)) }
        parameters = context.specifications.enumerated().map { index, specification in
            let initial = specification.initializer.values(
                specification.shape, specification.dtype, seed: UInt64(bitPattern: Int64(seed)),
                stream: UInt64(index))
            let buffer = Buffer(byteCount: initial.type.byteCount)
            initial.copyElements(to: buffer)
            return Parameter(specification: specification, buffer: buffer)
        }
    }

    private static func withoutBatch(_ shape: Shape) -> Shape {
        Shape(Array(shape.sizes.dropFirst()))
    }

    /// Program inputs for batches of the network's inputs, numbered from `first`.
    static func placeholders(_ shapes: [Shape], batch: Int, _ dtype: DType, first: Int = 0)
        -> [Tensor]
    {
        shapes.enumerated().map { index, shape in
            .input(first + index, TensorType(Shape([batch] + shape.sizes), dtype))
        }
    }

    /// The same network with a copy of its parameters.
    func copied() -> Network {
        var copy = self
        copy.parameters = parameters.map { $0.copied() }
        copy.version = ParameterVersion()
        return copy
    }

    /// The parameters that the optimizer changes.
    var trainable: [Parameter] { parameters.filter(\.isTrainable) }
}
