// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// The greatest element of each window.
package struct MaxPooling: Pooling {
    package static let name = "max_pooling"
    package let window: Window

    package init(window: Window) { self.window = window }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try pooledType(of: operands[0], takingIntegers: true)
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [Tensor(MaxPoolingGradient(window: window), context.x, context.seed)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        if let range = type.dtype.integerRange {
            let x = operands[0].integers
            let chosen = indicesOfMaxima(operands[0].shape, type.shape) { x[$0] > x[$1] }
            let result = chosen.map { $0 < 0 ? range.lowerBound : x[$0] }
            return HostTensor(integers: result, shape: type.shape, dtype: type.dtype)
        }
        let x = operands[0].doubles
        let chosen = indicesOfMaxima(operands[0].shape, type.shape, x)
        let result = chosen.map { $0 < 0 ? -Double.infinity : x[$0] }
        return HostTensor(result, shape: type.shape, dtype: type.dtype)
    }
}

/// The gradient of ``MaxPooling`` by its image: each element of the seed goes to its window's first greatest element.
///
/// Operands: the image, the gradient by the result.
package struct MaxPoolingGradient: Pooling {
    package static let name = "max_pooling_gradient"
    package let window: Window

    package init(window: Window) { self.window = window }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        try check(operands[1], against: operands[0])
        return operands[0]
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [nil, Tensor(MaxPoolingSelection(window: window), context.x, context.seed)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let seed = operands[1].doubles
        var result = [Double](repeating: 0, count: type.shape.count)
        let chosen = indicesOfMaxima(type.shape, operands[1].shape, operands[0].doubles)
        for (place, index) in chosen.enumerated() where index >= 0 { result[index] += seed[place] }
        return HostTensor(result, shape: type.shape, dtype: type.dtype)
    }
}

/// Elements of the second operand where the windows of the first have their greatest: ``MaxPoolingGradient`` backwards.
package struct MaxPoolingSelection: Pooling {
    package static let name = "max_pooling_selection"
    package let window: Window

    package init(window: Window) { self.window = window }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        guard operands[0] == operands[1] else {
            throw GraphError(
                code: .shapeMismatch, problem: "\(operands[0]) and \(operands[1]) differ")
        }
        return try pooledType(of: operands[0])
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        [nil, Tensor(MaxPoolingGradient(window: window), context.x, context.seed)]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let values = operands[1].doubles
        let chosen = indicesOfMaxima(operands[0].shape, type.shape, operands[0].doubles)
        let result = chosen.map { $0 < 0 ? 0 : values[$0] }
        return HostTensor(result, shape: type.shape, dtype: type.dtype)
    }
}

extension Pooling {
    /// For each place of the pooled image, the flat index of the first greatest element of its window; −1 if empty.
    fileprivate func indicesOfMaxima(_ image: Shape, _ pooled: Shape, _ x: [Double]) -> [Int] {
        indicesOfMaxima(image, pooled) { index, best in
            x[index] > x[best] || (x[index].isNaN && !x[best].isNaN)
        }
    }

    /// The same by any order: whether the element at the first index is greater than that at the second.
    fileprivate func indicesOfMaxima(
        _ image: Shape, _ pooled: Shape, _ isGreater: (Int, Int) -> Bool
    ) -> [Int] {
        var chosen = [Int](repeating: -1, count: pooled.count)
        forEachContact(image: image, pooled: pooled) { place, index in
            if chosen[place] < 0 || isGreater(index, chosen[place]) { chosen[place] = index }
        }
        return chosen
    }
}

extension Tensor {
    /// The greatest element of each window over the spatial axes of `[batch, spatial…, channels]`.
    ///
    /// NaN is the greatest.
    ///
    /// - Parameters:
    ///   - size: The window, a number for each spatial axis.
    ///   - strides: Pixels between windows; `size` if `nil`.
    ///   - padding: What is put around the image; it never wins.
    /// - Returns: The pooled image.
    public func maxPooled(_ size: [Int], strides: [Int]? = nil, padding: Padding = .valid)
        -> Tensor
    {
        pooled(size, strides, padding) { Tensor(MaxPooling(window: $0), self) }
    }
}
