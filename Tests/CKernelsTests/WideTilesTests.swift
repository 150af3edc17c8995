// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

extension InstructionSetTests {
    /// Convolutions of bfloat16 in Winograd's tiles of 4 × 4 places.
    @Suite struct WideTilesTests {
        typealias Case = WinogradTests.Case

        static let cases = [
            Case(image: [13, 13], channels: 32, features: 64),
            Case(image: [9, 15], channels: 16, features: 32),
            Case(image: [8, 8], low: [1, 1], high: [1, 1], channels: 16, features: 32),
            Case(
                batch: 3, image: [7, 10], low: [1, 1], high: [1, 1], channels: 18, features: 20),
            Case(batch: 5, image: [4, 3], channels: 6, features: 2),
            Case(batch: 1, image: [3, 3], channels: 2, features: 2),
            Case(batch: 4, image: [1, 1], low: [1, 1], high: [1, 1], channels: 34, features: 16),
            Case(batch: 1, image: [5, 89], low: [0, 2], high: [2, 1], channels: 4, features: 8),
            Case(image: [2, 6], low: [4, 0], high: [3, 5], channels: 10, features: 40),
            Case(
                batch: 1, image: [9, 9], low: [1, 1], high: [1, 1], channels: 130, features: 146),
            Case(
                batch: 2, image: [5, 5], low: [1, 1], high: [1, 1], channels: 360, features: 24),
        ]

        /// The error of a bfloat16 convolution that is added up in float32: that of the last rounding.
        private func isRounded(
            _ result: [Float], _ sums: [Double], _ magnitudes: [Double]
        ) -> Bool {
            guard result.count == sums.count, let greatest = magnitudes.max() else { return false }
            return result.indices.allSatisfy {
                abs(Double(result[$0]) - sums[$0]) <= abs(sums[$0]) / 256 + 2e-6 * (greatest + 1)
            }
        }

        private func forEachSet(_ body: () -> Void) {
            for set in CKInstructionSet.available {
                set.force()
                body()
            }
            CKInstructionSet.best.force()
        }

        @Test(arguments: cases, [false, true]) func equalsPlainLoops(given: Case, leavesEnds: Bool)
        {
            let images = given.images.halved
            let (sums, sizes) = (images.expected, images.magnitudes)
            let finished = sums.result.enumerated().map {
                max($1 + Double(images.bias[$0 % given.features]), 0)
            }
            let narrow = WinogradImages(images: images, isNarrow: true, leavesEnds: leavesEnds)
            var (rectified, gradient) = (narrow, narrow)
            rectified.isFinished = true
            gradient.isGradient = true
            forEachSet {
                #expect(isRounded(narrow.run().result, sums.result, sizes.result))
                #expect(isRounded(rectified.run().result, finished, sizes.result))
                #expect(
                    isRounded(gradient.run().result, sums.imageGradient, sizes.imageGradient))
            }
        }

        @Test(arguments: cases) func filterGradientsEqualPlainLoops(given: Case) {
            let images = given.images.halved
            let (sums, sizes) = (images.expected, images.magnitudes)
            let expected = sums.filterGradient + sums.biasGradient
            let greatest = (sizes.filterGradient + sizes.biasGradient).max() ?? 0
            let narrow = WinogradImages(images: images, isNarrow: true)
            forEachSet {
                for parts in Set([1, 2, given.batch]) {
                    let result = narrow.filterGradient(parts: parts)
                    #expect(result.count == expected.count)
                    for (actual, sum) in zip(result, expected) {
                        #expect(abs(Double(actual) - sum) <= 4e-6 * (greatest + 1))
                    }
                    let whole = narrow.filterGradients(parts: parts)
                    #expect(narrow.filterGradients(parts: parts, .backwards) == whole)
                }
            }
        }

        @Test(arguments: cases, [false, true]) func rangesOfUnitsDoNotMatter(
            given: Case, isGradient: Bool
        ) {
            var images = given.images.halved
            for value in [Float(1), .nan] {
                images.image[images.image.count / 2] = value
                images.seed[images.seed.count / 3] = value
                let narrow = WinogradImages(
                    images: images, isGradient: isGradient, isFinished: !isGradient,
                    isNarrow: true, leavesEnds: true)
                let whole = narrow.run(.whole).result.map(\.bitPattern)
                for cut in [Cut.backwards, .uneven] {
                    #expect(narrow.run(cut).result.map(\.bitPattern) == whole)
                }
            }
        }

        /// A finite number, or what there is instead.
        private func kind<Number: BinaryFloatingPoint>(_ number: Number) -> String {
            number.isFinite ? "finite" : "\(Double(number))"
        }

        @Test(arguments: cases.dropLast(2), [Float.nan, .infinity, -.infinity])
        func whatIsNotFiniteStandsWhereItBelongs(given: Case, value: Float) {
            for place in 0..<4 {
                var images = given.images.halved
                switch place {
                case 0: images.image[images.image.count / 2] = value
                case 1: images.seed[images.seed.count / 3] = value
                case 2: images.filters[images.filters.count / 2] = value
                default: images.bias[images.bias.count / 2] = value
                }
                let sums = images.expected
                let finished = sums.result.enumerated().map {
                    let sum = $1 + Double(images.bias[$0 % given.features])
                    return sum < 0 ? 0 : sum
                }
                let narrow = WinogradImages(images: images, isNarrow: true, leavesEnds: true)
                var (rectified, gradient) = (narrow, narrow)
                rectified.isFinished = true
                gradient.isGradient = true
                forEachSet {
                    #expect(rectified.run().result.map(kind) == finished.map(kind))
                    #expect(gradient.run().result.map(kind) == sums.imageGradient.map(kind))
                    let filters = narrow.filterGradient(parts: 1)
                    let expected = sums.filterGradient + sums.biasGradient
                    #expect(filters.map(kind) == expected.map(kind))
                }
            }
        }

        @Test func hugeNumbersAreNotLost() {
            var images = Case(image: [8, 8], channels: 16, features: 16).images
            images.image = images.image.map { _ in Float(3e38).halved }
            images.filters = images.filters.map { _ in Float(1e-3).halved }
            forEachSet {
                let result = WinogradImages(images: images, isNarrow: true).run().result
                #expect(result.allSatisfy { abs($0 / 4.32e37 - 1) < 1e-2 })
            }
        }

        @Test func oddChannelsAreNotSupported() {
            var plain = CKConvolution()
            plain.window = SlidingWindow(image: [9, 9], size: [3, 3]).described
            (plain.channels, plain.features, plain.groups) = (9, 8, 1)
            plain.type = .bfloat16
            #expect(!ck_winograd_supports(&plain))
            plain.is_gradient = true
            #expect(ck_winograd_supports(&plain))
        }
    }
}
