// SPDX-License-Identifier: Apache-2.0
package import MartletIR

/// An operation that folds each window of `[batch, spatial…, channels]`, channel by channel.
package protocol Pooling: Primitive {
    /// The window that slides over the spatial axes.
    var window: Window { get }
}

extension Pooling {
    /// The type of the pooled image.
    ///
    /// Only where the greatest element is taken may the elements be whole numbers.
    package func pooledType(of image: TensorType, takingIntegers: Bool = false)
        throws(GraphError) -> TensorType
    {
        let fits = image.dtype.isFloating || (takingIntegers && image.dtype.isInteger)
        guard image.shape.rank == window.size.count + 2, fits else {
            let kind = takingIntegers ? "an image of numbers" : "a floating image"
            throw GraphError(
                code: .shapeMismatch,
                problem: "needs \(kind) with \(window.size.count) spatial axes, got \(image)")
        }
        guard
            zip(window.extents, zip(window.low, window.high)).allSatisfy({
                Swift.max($1.0, $1.1) < $0
            })
        else {
            throw GraphError(
                code: .invalidAttribute,
                problem:
                    "with the padding \(window.low), \(window.high) a window of \(window.size) can lie outside",
                hint: "pad by less than the size of the window")
        }
        let sizes = try window.resultSizes(over: image.shape.spatial)
        return TensorType(Shape([image.shape[0]] + sizes + [image.shape[-1]]), image.dtype)
    }

    /// Throws unless `seed` has the type of the image when pooled.
    package func check(_ seed: TensorType, against image: TensorType) throws(GraphError) {
        let expected = try pooledType(of: image)
        guard seed == expected else {
            throw GraphError(
                code: .shapeMismatch, problem: "the pooled operand is \(seed), not \(expected)")
        }
    }

    /// Calls `body` with the flat indices into the pooled image and the image, wherever they touch.
    package func forEachContact(image: Shape, pooled: Shape, _ body: (Int, Int) -> Void) {
        let (places, pixels) = (pooled.spatial.reduce(1, *), image.spatial.reduce(1, *))
        let channels = image[-1]
        for sample in 0..<image[0] {
            window.forEachContact(over: image.spatial, result: pooled.spatial) { place, _, pixel in
                for channel in 0..<channels {
                    body(
                        (sample * places + place) * channels + channel,
                        (sample * pixels + pixel) * channels + channel)
                }
            }
        }
    }
}

extension Tensor {
    /// A window over this image's spatial axes, handed to `make`; the failed expression if it does not fit.
    func pooled(
        _ size: [Int], _ strides: [Int]?, _ padding: Padding, _ make: (Window) -> Tensor
    ) -> Tensor {
        do throws(GraphError) {
            let window = try Window(
                size: size, strides: strides ?? size, padding: padding, over: shape.spatial)
            return make(window)
        } catch {
            var error = error
            error.operation = "pooling"
            return failing(error)
        }
    }
}
