// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

extension InstructionSetTests {
    @Suite struct ConvolutionTests {
        struct Case: Sendable {
            let window: SlidingWindow
            let channels: Int
            let features: Int
            var groups = 1
        }

        static let cases = [
            Case(window: SlidingWindow(image: [1], size: [1]), channels: 1, features: 1),
            Case(window: SlidingWindow(image: [17], size: [4]), channels: 5, features: 7),
            Case(
                window: SlidingWindow(
                    batch: 2, image: [19], size: [3], strides: [2], dilation: [3], low: [4],
                    high: [1]),
                channels: 3, features: 33),
            Case(
                window: SlidingWindow(batch: 3, image: [9, 28], size: [3, 3]), channels: 1,
                features: 32),
            Case(
                window: SlidingWindow(
                    batch: 2, image: [8, 13], size: [3, 3], low: [1, 1], high: [1, 1]),
                channels: 3, features: 17),
            Case(
                window: SlidingWindow(
                    image: [5, 31], size: [3, 3], low: [1, 1], high: [1, 1]),
                channels: 17, features: 20),
            Case(window: SlidingWindow(image: [6, 7], size: [1, 1]), channels: 64, features: 5),
            Case(
                window: SlidingWindow(image: [11, 10], size: [2, 1], strides: [3, 4]),
                channels: 5, features: 3),
            Case(
                window: SlidingWindow(
                    batch: 2, image: [7, 5], size: [4, 3], strides: [3, 2], dilation: [1, 2],
                    low: [3, 0], high: [1, 2]),
                channels: 4, features: 6, groups: 2),
            Case(
                window: SlidingWindow(
                    batch: 2, image: [6, 6], size: [3, 3], strides: [2, 1], low: [0, 2],
                    high: [2, 1]),
                channels: 37, features: 37, groups: 37),
            Case(
                window: SlidingWindow(
                    image: [3, 5, 4], size: [2, 3, 2], strides: [1, 2, 1], low: [1, 1, 0],
                    high: [0, 2, 1]),
                channels: 3, features: 18),
            Case(
                window: SlidingWindow(image: [40, 3], size: [5, 2]), channels: 6, features: 48),
            Case(
                window: SlidingWindow(image: [2, 2], size: [3, 3], low: [7, 2], high: [5, 2]),
                channels: 2, features: 16),
        ]

        private func isClose(_ result: [Float], _ sums: [Double], _ magnitudes: [Double]) -> Bool {
            guard result.count == sums.count, result.count == magnitudes.count else { return false }
            return result.indices.allSatisfy {
                abs(Double(result[$0]) - sums[$0]) <= 1e-6 * (magnitudes[$0] + 1)
            }
        }

        @Test(arguments: cases) func equalsPlainLoops(given: Case) {
            let images = FilteredImages(
                given.window, channels: given.channels, features: given.features,
                groups: given.groups)
            let (sums, sizes) = (images.expected, images.magnitudes)
            let finished = sums.result.enumerated().map {
                max($1 + Double(images.bias[$0 % given.features]), 0)
            }
            for set in CKInstructionSet.available {
                set.force()
                let plain = images.slide(isGradient: false)
                #expect(isClose(plain, sums.result, sizes.result))
                let rectified = images.slide(isGradient: false, isFinished: true)
                #expect(isClose(rectified, finished, sizes.result))
                let gradient = images.slide(isGradient: true)
                #expect(isClose(gradient, sums.imageGradient, sizes.imageGradient))
                #expect(images.slide(isGradient: false, inOneRange: false) == plain)
                #expect(images.slide(isGradient: true, inOneRange: false) == gradient)
                for parts in [1, 2, given.window.batch] {
                    let filters = images.filterGradient(parts: parts)
                    #expect(
                        isClose(
                            filters, sums.filterGradient + sums.biasGradient,
                            sizes.filterGradient + sizes.biasGradient))
                    #expect(images.filterGradient(parts: parts, inOneRange: false) == filters)
                }
            }
            CKInstructionSet.best.force()
        }

        @Test(arguments: cases) func notANumberGoesWhereItsElementTouches(given: Case) {
            var images = FilteredImages(
                given.window, channels: given.channels, features: given.features,
                groups: given.groups)
            images.filters[images.filters.count / 2] = .nan
            images.image[images.image.count / 2] = .infinity
            images.seed[images.seed.count / 3] = .nan
            let sums = images.expected
            for set in CKInstructionSet.available {
                set.force()
                #expect(
                    images.slide(isGradient: false).map(\.isNaN) == sums.result.map(\.isNaN))
                let rectified = images.slide(isGradient: false, isFinished: true)
                #expect(rectified.map(\.isNaN) == sums.result.map(\.isNaN))
                #expect(
                    images.slide(isGradient: true).map(\.isNaN)
                        == sums.imageGradient.map(\.isNaN))
                let gradients = sums.filterGradient + sums.biasGradient
                let filters = images.filterGradient(parts: 1)
                #expect(filters.map(\.isNaN) == gradients.map(\.isNaN))
                #expect(filters.map(\.isFinite) == gradients.map(\.isFinite))
            }
            CKInstructionSet.best.force()
        }

        @Test func largeWorkHasSeveralUnits() {
            var slide = CKConvolution()
            slide.window = SlidingWindow(image: [32, 32], size: [3, 3]).described
            (slide.channels, slide.features, slide.groups) = (64, 64, 1)
            ck_convolution_plan(&slide)
            #expect(slide.units >= 8)
        }
    }
}
