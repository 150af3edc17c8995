// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

/// A convolution, for tests: operands, the kernels run on them, and what plain loops say.
struct FilteredImages {
    let window: SlidingWindow
    let channels: Int
    let features: Int
    let groups: Int
    var image: [Float]
    var filters: [Float]
    var seed: [Float]
    var bias: [Float]

    init(_ window: SlidingWindow, channels: Int, features: Int, groups: Int = 1) {
        self.window = window
        (self.channels, self.features, self.groups) = (channels, features, groups)
        let pixels = window.batch * window.pixels * channels
        let places = window.batch * window.places * features
        let weights = window.taps * channels / groups * features
        let numbers = scrambled(pixels + places + weights + features)
        image = Array(numbers[..<pixels])
        seed = Array(numbers[pixels...].prefix(places))
        filters = Array(numbers.suffix(weights))
        bias = Array(numbers.prefix(features))
    }

    /// The same of numbers that bfloat16 holds.
    var halved: FilteredImages {
        var halved = self
        halved.image = image.map(\.halved)
        halved.filters = filters.map(\.halved)
        halved.seed = seed.map(\.halved)
        halved.bias = bias.map(\.halved)
        return halved
    }

    /// The sums of all three operations, and of the magnitudes of their terms.
    struct Sums {
        var result: [Double]
        var imageGradient: [Double]
        var filterGradient: [Double]
        var biasGradient: [Double]
    }

    /// All sums over `seed`, `image` and `filters` as `number` makes them.
    private func sums(_ number: (Float) -> Double) -> Sums {
        let (x, f, s) = (image.map(number), filters.map(number), seed.map(number))
        var sums = Sums(
            result: [Double](repeating: 0, count: s.count),
            imageGradient: [Double](repeating: 0, count: x.count),
            filterGradient: [Double](repeating: 0, count: f.count),
            biasGradient: [Double](repeating: 0, count: features))
        let (perGroup, features) = (channels / groups, features / groups)
        for sample in 0..<window.batch {
            window.forEachContact { place, tap, pixel in
                let y = (sample * window.places + place) * self.features
                let p = (sample * window.pixels + pixel) * channels
                for feature in 0..<self.features {
                    for channel in 0..<perGroup {
                        let i = p + feature / features * perGroup + channel
                        let w = (tap * perGroup + channel) * self.features + feature
                        sums.result[y + feature] += x[i] * f[w]
                        sums.imageGradient[i] += s[y + feature] * f[w]
                        sums.filterGradient[w] += s[y + feature] * x[i]
                    }
                }
            }
        }
        for (index, value) in s.enumerated() { sums.biasGradient[index % self.features] += value }
        return sums
    }

    var expected: Sums { sums { Double($0) } }
    var magnitudes: Sums { sums { abs(Double($0)) } }

    /// The convolution, or its gradient by the image.
    func slide(isGradient: Bool, isFinished: Bool = false, inOneRange: Bool = true) -> [Float] {
        var result = [Float](repeating: -77, count: isGradient ? image.count : seed.count)
        var slide = CKConvolution()
        slide.window = window.described
        slide.channels = Int64(channels)
        slide.features = Int64(features)
        slide.groups = Int64(groups)
        slide.is_gradient = isGradient
        slide.is_rectified = isFinished
        ck_convolution_plan(&slide)
        slide.scratch_stride = ck_convolution_scratch(&slide)
        var scratch = [Float](repeating: .nan, count: 3 * Int(slide.scratch_stride))
        (isGradient ? seed : image).withUnsafeBufferPointer { source in
            filters.withUnsafeBufferPointer { filters in
                bias.withUnsafeBufferPointer { bias in
                    result.withUnsafeMutableBufferPointer { result in
                        scratch.withUnsafeMutableBufferPointer { scratch in
                            slide.source = UnsafeRawPointer(source.baseAddress)
                            slide.filters = UnsafeRawPointer(filters.baseAddress)
                            slide.bias = isFinished ? UnsafeRawPointer(bias.baseAddress) : nil
                            slide.result = UnsafeMutableRawPointer(result.baseAddress)
                            slide.scratch = scratch.baseAddress
                            runUnits(
                                &slide, slide.units, inOneRange: inOneRange, ck_convolution_run)
                        }
                    }
                }
            }
        }
        return result
    }

    /// The gradients by filters and bias, one behind the other.
    func filterGradient(parts: Int, inOneRange: Bool = true) -> [Float] {
        let count = filters.count + features
        var partials = [Float](repeating: -77, count: parts * count)
        var result = [Float](repeating: -77, count: count)
        var gradient = CKConvolutionFilterGradient()
        gradient.window = window.described
        gradient.channels = Int64(channels)
        gradient.features = Int64(features)
        gradient.groups = Int64(groups)
        gradient.parts = Int64(parts)
        gradient.part_stride = Int64(count)
        gradient.scratch_stride = ck_convolution_filter_gradient_scratch(&gradient)
        var scratch = [Float](repeating: .nan, count: 3 * Int(gradient.scratch_stride))
        image.withUnsafeBufferPointer { image in
            seed.withUnsafeBufferPointer { seed in
                partials.withUnsafeMutableBufferPointer { partials in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        gradient.image = UnsafeRawPointer(image.baseAddress)
                        gradient.seed = UnsafeRawPointer(seed.baseAddress)
                        gradient.filters = UnsafeMutableRawPointer(partials.baseAddress)
                        gradient.bias = partials.baseAddress.map {
                            UnsafeMutableRawPointer($0 + filters.count)
                        }
                        gradient.scratch = scratch.baseAddress
                        runUnits(
                            &gradient, gradient.parts, inOneRange: inOneRange,
                            ck_convolution_filter_gradient_run)
                    }
                }
            }
        }
        result.withUnsafeMutableBufferPointer { result in
            partials.withUnsafeBufferPointer { partials in
                var sum = CKSumParts(
                    type: .float32, parts: Int64(parts), stride: Int64(count), count: Int64(count),
                    partials: partials.baseAddress, result: result.baseAddress)
                runUnits(
                    &sum, Int64((count + 1023) / 1024), inOneRange: inOneRange, ck_sum_parts_run)
            }
        }
        return result
    }
}
