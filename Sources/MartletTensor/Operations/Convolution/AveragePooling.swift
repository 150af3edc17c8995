// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The mean of each window; padding does not count.
package struct AveragePooling: Pooling {
    package static let name = "average_pooling"
    package let window: Window

    package init(window: Window) { self.window = window }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try pooledType(of: operands[0])
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        let gradient = AveragePoolingGradient(window: window, shape: context.x.shape)
        return [Tensor(gradient, context.seed)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let (image, x) = (operands[0].shape, operands[0].doubles)
        let counts = contacts(image, type.shape)
        var result = [Double](repeating: 0, count: type.shape.count)
        forEachContact(image: image, pooled: type.shape) { place, index in
            result[place] += x[index] / counts[place]
        }
        return HostTensor(result, shape: type.shape, dtype: type.dtype)
    }
}

/// The gradient of ``AveragePooling`` by its image: each element of the seed in equal parts to its window.
package struct AveragePoolingGradient: Pooling {
    package static let name = "average_pooling_gradient"
    package let window: Window
    /// The shape of the image.
    package let shape: Shape

    package init(window: Window, shape: Shape) {
        self.window = window
        self.shape = shape
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let image = TensorType(shape, operands[0].dtype)
        try check(operands[0], against: image)
        return image
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [Tensor(AveragePooling(window: window), context.seed)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let (pooled, seed) = (operands[0].shape, operands[0].doubles)
        let counts = contacts(shape, pooled)
        var result = [Double](repeating: 0, count: shape.count)
        forEachContact(image: shape, pooled: pooled) { place, index in
            result[index] += seed[place] / counts[place]
        }
        return HostTensor(result, shape: shape, dtype: type.dtype)
    }
}

extension Pooling {
    /// How many elements of the image each window touches.
    fileprivate func contacts(_ image: Shape, _ pooled: Shape) -> [Double] {
        var counts = [Double](repeating: 0, count: pooled.count)
        forEachContact(image: image, pooled: pooled) { place, _ in counts[place] += 1 }
        return counts
    }
}

extension Tensor {
    /// The mean of each window over the spatial axes of `[batch, spatial…, channels]`; padding does not count.
    ///
    /// - Parameters:
    ///   - size: The window, a number for each spatial axis.
    ///   - strides: Pixels between windows; `size` if `nil`.
    ///   - padding: What is put around the image.
    /// - Returns: The pooled image.
    public func averagePooled(_ size: [Int], strides: [Int]? = nil, padding: Padding = .valid)
        -> Tensor
    {
        pooled(size, strides, padding) { Tensor(AveragePooling(window: $0), self) }
    }
}
