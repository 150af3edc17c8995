// SPDX-License-Identifier: Apache-2.0
public import MartletIR

extension Tensor {
    /// Real numbers as whole ones on a grid.
    ///
    ///     q = saturate(round(x / scale) + zeroPoint)
    ///
    /// Halves are rounded to even; what `dtype` cannot hold becomes its nearest value, NaN becomes 0.
    ///
    /// ## Shapes
    /// - `scale`, `zeroPoint`: `[]` for the whole tensor, or `[size of the axis]`, a number for each channel
    ///
    /// - Parameters:
    ///   - scale: The distance of neighbouring points of the grid; floating and positive.
    ///   - zeroPoint: What 0 becomes, whole numbers of any type; 0 if `nil`.
    ///   - axis: The axis of the channels, where there is a scale for each.
    ///   - dtype: int8, uint8 or int32.
    /// - Returns: Elements of type `dtype`. They have no gradient.
    /// - SeeAlso: ONNX specification, `QuantizeLinear`.
    public func quantized(
        scale: Tensor, zeroPoint: Tensor? = nil, axis: Int = -1, as dtype: DType = .int8
    ) -> Tensor {
        quantizing(scale, zeroPoint, axis) { grid throws(GraphError) in
            guard dtype.isByte || dtype == .int32, self.dtype.isFloating else {
                throw GraphError(
                    code: .typeMismatch, operation: "quantize",
                    problem: "there is no quantization of \(self.dtype) as \(dtype)",
                    hint: "quantize floating numbers as int8, uint8 or int32")
            }
            let calculated = self.dtype == .float64 ? DType.float64 : .float32
            let steps = (cast(to: calculated) / grid.scale.cast(to: calculated)).rounded()
            guard let zero = grid.zeroPoint else { return steps.cast(to: dtype, saturating: true) }
            let exact = dtype == .int32 ? DType.float64 : calculated
            return (steps.cast(to: exact) + zero.cast(to: exact)).cast(to: dtype, saturating: true)
        }
    }

    /// The same with one scale and one zero point for all elements.
    public func quantized(scale: Double, zeroPoint: Int = 0, as dtype: DType = .int8) -> Tensor {
        let zero = zeroPoint == 0 ? nil : Tensor(Double(zeroPoint), dtype: .int32)
        return quantized(
            scale: Tensor(scale, dtype: self.dtype == .float64 ? .float64 : .float32),
            zeroPoint: zero, as: dtype)
    }

    /// The real numbers that whole ones on a grid stand for.
    ///
    ///     x = (q − zeroPoint) · scale
    ///
    /// Shapes and parameters are those of ``quantized(scale:zeroPoint:axis:as:)``.
    ///
    /// - Parameters:
    ///   - scale: The distance of neighbouring points of the grid; the result has its type.
    ///   - zeroPoint: What 0 had become; 0 if `nil`.
    ///   - axis: The axis of the channels, where there is a scale for each.
    /// - Returns: Real numbers. The scale has a gradient.
    /// - SeeAlso: ONNX specification, `DequantizeLinear`.
    public func dequantized(scale: Tensor, zeroPoint: Tensor? = nil, axis: Int = -1) -> Tensor {
        quantizing(scale, zeroPoint, axis) { grid throws(GraphError) in
            guard dtype.isByte || dtype == .int32 else {
                throw GraphError(
                    code: .typeMismatch, operation: "dequantize",
                    problem: "the elements are \(dtype), not int8, uint8 or int32")
            }
            let calculated = scale.dtype == .float64 ? DType.float64 : .float32
            let steps: Tensor
            if let zero = grid.zeroPoint, dtype == .int32 {
                steps = (self - zero.cast(to: .int32)).cast(to: calculated)
            } else {
                let whole = cast(to: calculated)
                steps = grid.zeroPoint.map { whole - $0.cast(to: calculated) } ?? whole
            }
            return (steps * grid.scale.cast(to: calculated)).cast(to: scale.dtype)
        }
    }

    /// The same with one scale and one zero point for all elements; the result is float32.
    public func dequantized(scale: Double, zeroPoint: Int = 0) -> Tensor {
        let zero = zeroPoint == 0 ? nil : Tensor(Double(zeroPoint), dtype: .int32)
        return dequantized(scale: Tensor(scale), zeroPoint: zero)
    }

    /// Checks scale and zero point, stretches them along the axis, and hands them to `make`.
    private func quantizing(
        _ scale: Tensor, _ zeroPoint: Tensor?, _ axis: Int,
        _ make: ((scale: Tensor, zeroPoint: Tensor?)) throws(GraphError) -> Tensor
    ) -> Tensor {
        do throws(GraphError) {
            guard scale.dtype.isFloating, zeroPoint?.dtype.isInteger ?? true else {
                throw GraphError(
                    code: .typeMismatch, operation: "quantize",
                    problem: "the scale must be floating and the zero point whole, got "
                        + "\(scale.dtype) and \(zeroPoint?.dtype ?? .int32)")
            }
            if scale.rank == 0, zeroPoint?.rank ?? 0 == 0 { return try make((scale, zeroPoint)) }
            let place = try shape.normalized(axes: [axis])[0]
            var sizes = [Int](repeating: 1, count: rank)
            sizes[place] = shape.sizes[place]
            let channels = Shape([sizes[place]])
            guard scale.shape == channels, zeroPoint.map({ $0.shape == channels }) ?? true else {
                throw GraphError(
                    code: .shapeMismatch, operation: "quantize",
                    problem: "a scale of \(scale.shape) and a zero point of "
                        + "\(zeroPoint?.shape ?? scale.shape) do not fit axis \(axis) of \(shape)",
                    hint: "give one number, or one for each of the \(channels[0]) channels")
            }
            let spread = Shape(sizes)
            return try make(
                (scale.reshaped(to: spread), zeroPoint.map { $0.reshaped(to: spread) }))
        } catch {
            return failing(error)
        }
    }
}
