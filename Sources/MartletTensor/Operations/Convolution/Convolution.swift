// SPDX-License-Identifier: Apache-2.0
public import MartletIR

/// Slides filters over images: `[batch, spatial…, channels]` with `[window…, channels / groups, features]`.
package struct Convolution: Primitive {
    package static let name = "convolution"
    package let window: Window
    package let groups: Int
    /// The element type of the sums and of the result, if it is not the usual one.
    package let accumulation: DType?

    package init(window: Window, groups: Int, accumulation: DType? = nil) {
        self.window = window
        self.groups = groups
        self.accumulation = accumulation
    }

    package func resultType(of operands: Operands) throws(GraphError) -> TensorType {
        let dtype = try operands.convolvedType(accumulating: accumulation)
        let sizes = try Self.resultShape(operands[0].shape, operands[1].shape, window, groups)
        return TensorType(sizes, dtype)
    }

    static func resultShape(_ image: Shape, _ filters: Shape, _ window: Window, _ groups: Int)
        throws(GraphError) -> Shape
    {
        guard image.rank == window.size.count + 2, filters.rank == image.rank else {
            throw GraphError(
                code: .shapeMismatch,
                problem: "needs an image and filters with \(window.size.count) spatial axes, "
                    + "got \(image) and \(filters)",
                hint:
                    "images are [batch, \(window.size.count == 2 ? "height, width" : "steps"), channels]"
            )
        }
        let (channels, features) = (image[-1], filters[-1])
        guard groups > 0, channels % groups == 0, channels / groups == filters[-2],
            features % groups == 0
        else {
            throw GraphError(
                code: .shapeMismatch,
                problem: "\(channels) channels do not fit filters \(filters) in \(groups) group(s)")
        }
        return Shape([image[0]] + (try window.resultSizes(over: image.spatial)) + [features])
    }

    package func gradients(in context: GradientContext) -> [Tensor?] {
        let (image, filters) = (context.x, context.y)
        let seed = context.seed.cast(to: image.dtype)
        return [
            Tensor(
                ConvolutionInputGradient(window: window, groups: groups, shape: image.shape),
                filters, seed),
            Tensor(
                ConvolutionFilterGradient(window: window, groups: groups, shape: filters.shape),
                image, seed),
        ]
    }

    package func evaluate(_ operands: [HostTensor], as type: TensorType) -> HostTensor {
        let (x, filters) = (operands[0].doubles, operands[1].doubles)
        var result = [Double](repeating: 0, count: type.shape.count)
        ConvolutionLoop(window, groups, operands[0].shape, operands[1].shape, type.shape).run {
            y, image, filter in
            result[y] += x[image] * filters[filter]
        }
        return HostTensor(result, shape: type.shape, dtype: type.dtype)
    }
}

/// Every multiplication of a convolution: the loop that the reference kernels of it and its gradients share.
struct ConvolutionLoop {
    private let window: Window
    private let groups: Int
    private let image: Shape
    private let filters: Shape
    private let result: Shape

    init(_ window: Window, _ groups: Int, _ image: Shape, _ filters: Shape, _ result: Shape) {
        self.window = window
        self.groups = groups
        self.image = image
        self.filters = filters
        self.result = result
    }

    /// Calls `body` with the flat indices into result, image and filters.
    func run(_ body: (Int, Int, Int) -> Void) {
        let (channels, features) = (filters[-2], filters[-1])
        let perGroup = features / groups
        let (places, pixels) = (result.spatial.reduce(1, *), image.spatial.reduce(1, *))
        for sample in 0..<image[0] {
            window.forEachContact(over: image.spatial, result: result.spatial) {
                place, element, pixel in
                for feature in 0..<features {
                    let firstChannel = feature / perGroup * channels
                    let y = (sample * places + place) * features + feature
                    let x = (sample * pixels + pixel) * image[-1] + firstChannel
                    for channel in 0..<channels {
                        body(y, x + channel, (element * channels + channel) * features + feature)
                    }
                }
            }
        }
    }
}

extension Tensor {
    /// Slides a bank of filters over a batch of sequences.
    ///
    /// As ``conv2D(_:strides:padding:dilation:groups:accumulating:)``, with one spatial axis:
    /// `[batch, steps, channels]` with `[size, channels / groups, features]`.
    public func conv1D(
        _ filters: Tensor, stride: Int = 1, padding: Padding = .valid, dilation: Int = 1,
        groups: Int = 1, accumulating dtype: DType? = nil
    ) -> Tensor {
        convolution(filters, [stride], padding, [dilation], groups, dtype)
    }

    /// Slides a bank of filters over a batch of images.
    ///
    ///     y[n, i, j, k] = Σ x[n, i·s + p·d, j·s + q·d, c] · filters[p, q, c, k]   over p, q, c
    ///
    /// A correlation: filters are not flipped.
    ///
    /// ## Shapes
    /// - `self`:    `[batch, height, width, channels]`
    /// - `filters`: `[filterHeight, filterWidth, channels / groups, features]`
    /// - result:    `[batch, ⌊(height − filterHeight) / stride⌋ + 1, …, features]` for `.valid` padding
    ///
    /// - Parameters:
    ///   - filters: The weights; same floating type as `self`, or both int8 or uint8.
    ///   - strides: Pixels between neighbouring windows, for height and width, at least 1.
    ///   - padding: What is put around the image.
    ///   - dilation: Pixels between neighbouring elements of a window, at least 1.
    ///   - groups: Parts into which channels and features are divided; each feature sees its part only.
    ///   - dtype: The element type of the sums and of the result, by the rule of ``matmul(_:accumulating:)``.
    /// - Returns: The filtered images.
    /// - SeeAlso: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016.
    public func conv2D(
        _ filters: Tensor, strides: (Int, Int) = (1, 1), padding: Padding = .valid,
        dilation: (Int, Int) = (1, 1), groups: Int = 1, accumulating dtype: DType? = nil
    ) -> Tensor {
        convolution(
            filters, [strides.0, strides.1], padding, [dilation.0, dilation.1], groups, dtype)
    }

    private func convolution(
        _ filters: Tensor, _ strides: [Int], _ padding: Padding, _ dilation: [Int], _ groups: Int,
        _ dtype: DType?
    ) -> Tensor {
        do throws(GraphError) {
            let size = Array(filters.shape.sizes.prefix(strides.count))
            let spatial = Array(shape.spatial.prefix(strides.count))
            let window = try Window(
                size: size, strides: strides, dilation: dilation, padding: padding, over: spatial)
            let usual = try? Operands([type, filters.type]).productType(accumulating: nil)
            let convolution = Convolution(
                window: window, groups: groups, accumulation: dtype == usual ? nil : dtype)
            return Tensor(convolution, self, filters)
        } catch {
            var error = error
            error.operation = Convolution.name
            return filters.node.operation is Poison ? filters : failing(error)
        }
    }
}
