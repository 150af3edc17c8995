// SPDX-License-Identifier: Apache-2.0
import MartletFormats
public import MartletIR
public import MartletTensor

/// What a layer sees of the pass it is called in: a place for its parameters and whether it is being trained.
public struct LayerScope {
    private let context: LayerContext
    private let path: String

    init(context: LayerContext, path: String) {
        self.context = context
        self.path = path
    }

    /// Whether the call belongs to training.
    public var isTraining: Bool { context.isTraining }

    /// The layer's parameter `name`, made by `initializer` when the model is built.
    ///
    /// - Parameters:
    ///   - name: What Keras calls it: `kernel`, `bias`, `gamma`.
    ///   - shape: The sizes; the same in every call.
    ///   - initializer: The values that training starts from.
    ///   - regularizer: What is added to the loss for large values.
    ///   - isTrainable: Whether the optimizer changes it; otherwise only ``update(_:to:)`` does.
    ///   - dtype: The element type; the model's if `nil`.
    /// - Returns: The parameter as this pass sees it.
    public func parameter(
        _ name: String, _ shape: Shape, _ initializer: Initializer,
        regularizer: Regularizer? = nil, isTrainable: Bool = true, dtype: DType? = nil
    ) -> Tensor {
        context.parameter(
            ParameterSpecification(
                path: path.isEmpty ? name : "\(path)/\(name)", shape: shape,
                dtype: dtype ?? context.dtype,
                initializer: initializer, regularizer: regularizer, isTrainable: isTrainable))
    }

    /// The layer's parameter `name` with the options that the layer was given for it.
    public func parameter(_ name: String, _ shape: Shape, _ options: ParameterOptions) -> Tensor {
        parameter(name, shape, options.initializer, regularizer: options.regularizer)
    }

    /// Gives a parameter that the optimizer does not change its value for the next step.
    public func update(_ name: String, to value: Tensor) {
        context.update(path.isEmpty ? name : "\(path)/\(name)", to: value)
    }

    /// Adds a scalar to the loss of a training step.
    public func addLoss(_ penalty: Tensor) { context.addPenalty(penalty) }

    /// Random numbers in [0, 1), new in every step and every call.
    ///
    /// - Parameters:
    ///   - shape: The shape of the result.
    ///   - seed: Chooses the numbers by itself, wherever in the network the call is; `nil` for the place to choose.
    /// - Returns: Random numbers of the given shape.
    public func uniform(_ shape: Shape, seed: Int? = nil) -> Tensor {
        let source = context.randomSource()
        // Places count up from 1: seeds come down from the other end.
        let stream = seed.map { ~UInt64(bitPattern: Int64($0)) } ?? source.stream
        return Tensor.uniform(shape, seed: source.seed, stream: stream)
    }

    /// Calls `layer` with a scope of its own below this one.
    func call(_ layer: any Layer, _ inputs: [Tensor]) -> Tensor {
        let name = context.name(of: layer, under: path)
        let child = LayerScope(context: context, path: path.isEmpty ? name : "\(path)/\(name)")
        let label = "\(name) (\(type(of: layer).className))"
        return LayerPath.$current.withValue(LayerPath.current + [label]) {
            let result = layer.call(inputs, in: child)
            if path.isEmpty { context.record(name, result) }
            return result
        }
    }
}
