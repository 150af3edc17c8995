// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

extension InstructionSetTests {
    @Suite struct WinogradTests {
        struct Case: Sendable {
            var batch = 2
            let image: [Int]
            var low = [0, 0]
            var high = [0, 0]
            let channels: Int
            let features: Int

            var images: FilteredImages {
                FilteredImages(
                    SlidingWindow(batch: batch, image: image, size: [3, 3], low: low, high: high),
                    channels: channels, features: features)
            }
        }

        static let cases = [
            Case(image: [13, 13], channels: 32, features: 64),
            Case(image: [8, 8], low: [1, 1], high: [1, 1], channels: 16, features: 32),
            Case(
                batch: 3, image: [7, 10], low: [1, 1], high: [1, 1], channels: 17, features: 20),
            Case(batch: 5, image: [4, 3], channels: 5, features: 3),
            Case(batch: 1, image: [3, 3], channels: 1, features: 1),
            Case(batch: 4, image: [1, 1], low: [1, 1], high: [1, 1], channels: 33, features: 16),
            Case(batch: 1, image: [5, 90], low: [0, 2], high: [2, 1], channels: 3, features: 7),
            Case(image: [2, 6], low: [4, 0], high: [3, 5], channels: 9, features: 40),
            Case(
                batch: 1, image: [9, 9], low: [1, 0], high: [0, 1], channels: 130, features: 145),
            Case(
                batch: 1, image: [6, 6], low: [1, 1], high: [1, 1], channels: 360, features: 24),
        ]

        /// Errors are small beside the greatest sum, as Winograd's transforms mix neighbouring places.
        private func isClose(_ result: [Float], _ sums: [Double], _ magnitudes: [Double]) -> Bool {
            guard result.count == sums.count, let greatest = magnitudes.max() else { return false }
            return result.indices.allSatisfy {
                abs(Double(result[$0]) - sums[$0]) <= 4e-7 * (greatest + 1)
            }
        }

        @Test(arguments: cases) func equalsPlainLoops(given: Case) {
            let images = given.images
            let (sums, sizes) = (images.expected, images.magnitudes)
            let finished = sums.result.enumerated().map {
                max($1 + Double(images.bias[$0 % given.features]), 0)
            }
            for set in CKInstructionSet.available {
                set.force()
                let plain = WinogradImages(images: images).run().result
                #expect(isClose(plain, sums.result, sizes.result))
                let rectified = WinogradImages(images: images, isFinished: true).run().result
                #expect(isClose(rectified, finished, sizes.result))
                let gradient = WinogradImages(images: images, isGradient: true).run().result
                #expect(isClose(gradient, sums.imageGradient, sizes.imageGradient))
            }
            CKInstructionSet.best.force()
        }

        @Test(arguments: cases) func filterGradientsEqualPlainLoops(given: Case) {
            let images = given.images
            let (sums, sizes) = (images.expected, images.magnitudes)
            for set in CKInstructionSet.available {
                set.force()
                for parts in Set([1, 2, given.batch]) {
                    let winograd = WinogradImages(images: images)
                    let result = winograd.filterGradient(parts: parts)
                    let expected = sums.filterGradient + sums.biasGradient
                    #expect(isClose(result, expected, sizes.filterGradient + sizes.biasGradient))
                    let whole = winograd.filterGradients(parts: parts)
                    #expect(winograd.filterGradients(parts: parts, .backwards) == whole)
                }
            }
            CKInstructionSet.best.force()
        }

        /// Pooling needs whole tiles.
        static let pooledCases = cases.filter { given in
            given.images.window.results.suffix(2).allSatisfy { $0 > 1 }
        }

        @Test(arguments: pooledCases) func pooledPlacesAreTheGreatest(given: Case) {
            let images = given.images
            for set in CKInstructionSet.available {
                set.force()
                let places = WinogradImages(images: images, isFinished: true).run().result
                let pooled = WinogradImages(images: images, isFinished: true, isPooled: true)
                let (result, notes) = pooled.run()
                #expect(result == pooled.pooled(places))
                let raw = WinogradImages(images: images).run().result
                let indices = raw.indices.map { Double($0) }
                let unfinished = WinogradImages(images: images, isPooled: true)
                let corners = unfinished.pooled(indices.map { -$0 }).map { -$0 }
                let (greatest, same) = unfinished.run()
                #expect(same == notes)
                let width = images.window.results[2] * given.features
                let chosen = notes.indices.map { index in
                    raw[
                        Int(corners[index]) + Int(notes[index] / 2) * width
                            + Int(notes[index] % 2) * given.features]
                }
                #expect(chosen == greatest)
            }
            CKInstructionSet.best.force()
        }

        @Test(arguments: cases, [false, true]) func rangesOfUnitsDoNotMatter(
            given: Case, isGradient: Bool
        ) {
            var images = given.images
            for value in [Float(1), .nan] {
                images.image[images.image.count / 2] = value
                images.seed[images.seed.count / 3] = value
                for isPooled in [false, true] where !(isPooled && isGradient) {
                    let winograd = WinogradImages(
                        images: images, isGradient: isGradient, isFinished: !isGradient,
                        isPooled: isPooled)
                    let whole = winograd.run(.whole)
                    for cut in [Cut.backwards, .uneven] {
                        let other = winograd.run(cut)
                        #expect(other.result.map(\.bitPattern) == whole.result.map(\.bitPattern))
                        #expect(other.notes == whole.notes)
                    }
                }
            }
        }

        /// A finite number, or what there is instead.
        private func kind<Number: BinaryFloatingPoint>(_ number: Number) -> String {
            number.isFinite ? "finite" : "\(Double(number))"
        }

        @Test(arguments: cases, [Float.nan, .infinity, -.infinity])
        func whatIsNotFiniteStandsWhereItBelongs(given: Case, value: Float) {
            for place in 0..<3 {
                var images = given.images
                switch place {
                case 0: images.image[images.image.count / 2] = value
                case 1: images.seed[images.seed.count / 3] = value
                default: images.filters[images.filters.count / 2] = value
                }
                let sums = images.expected
                let finished = sums.result.enumerated().map {
                    let sum = $1 + Double(images.bias[$0 % given.features])
                    return sum < 0 ? 0 : sum
                }
                for set in CKInstructionSet.available {
                    set.force()
                    let result = WinogradImages(images: images).run().result
                    #expect(result.map(kind) == sums.result.map(kind))
                    let gradient = WinogradImages(images: images, isGradient: true).run().result
                    #expect(gradient.map(kind) == sums.imageGradient.map(kind))
                    let filters = WinogradImages(images: images).filterGradient(parts: 1)
                    let expected = sums.filterGradient + sums.biasGradient
                    #expect(filters.map(kind) == expected.map(kind))
                    let pooled = WinogradImages(images: images, isFinished: true, isPooled: true)
                    #expect(pooled.run().result.map(kind) == pooled.pooled(finished).map(kind))
                }
                CKInstructionSet.best.force()
            }
        }

        @Test func hugeNumbersAreNotLost() {
            var images = Case(image: [8, 8], channels: 16, features: 16).images
            images.image = images.image.map { _ in 3e38 }
            images.filters = images.filters.map { _ in 1e-3 }
            for set in CKInstructionSet.available {
                set.force()
                let result = WinogradImages(images: images).run().result
                #expect(result.allSatisfy { abs($0 / 4.32e37 - 1) < 1e-4 })
            }
            CKInstructionSet.best.force()
        }

        @Test func workHasSeveralUnits() {
            let images = Case(batch: 1, image: [13, 13], channels: 32, features: 64).images
            #expect(WinogradImages(images: images, leastTiles: 24).units == 2)
            #expect(WinogradImages(images: images, leastTiles: 3).units >= 2)
        }

        @Test func otherWindowsAreNotSupported() {
            let windows = [
                SlidingWindow(image: [9], size: [3]),
                SlidingWindow(image: [9, 9], size: [3, 2]),
                SlidingWindow(image: [9, 9], size: [3, 3], strides: [1, 2]),
                SlidingWindow(image: [9, 9], size: [3, 3], dilation: [2, 1]),
                SlidingWindow(image: [2, 9, 9], size: [1, 3, 3]),
            ]
            for window in windows {
                var plain = CKConvolution()
                plain.window = window.described
                (plain.channels, plain.features, plain.groups) = (8, 8, 1)
                #expect(!ck_winograd_supports(&plain))
            }
        }
    }
}
