// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@Suite struct ConvolutionTests {
    private let steps = Tensor([[[1], [2], [3], [4], [5]]])
    private let filter = Tensor([[[1]], [[10]], [[100]]])

    @Test func slidesWithoutFlipping() throws {
        #expect(try steps.conv1D(filter).elements() == [321, 432, 543])
        #expect(try steps.conv1D(filter, stride: 2).elements() == [321, 543])
        #expect(try steps.conv1D(filter, dilation: 2).elements() == [531])
    }

    @Test func paddings() throws {
        #expect(try steps.conv1D(filter, padding: .same).elements() == [210, 321, 432, 543, 54])
        #expect(try steps.conv1D(filter, stride: 2, padding: .same).elements() == [210, 432, 54])
        let even = Tensor([[[1]], [[10]]])
        #expect(
            try steps.conv1D(even, padding: .same).elements() == [21, 32, 43, 54, 5],
            "odd padding goes to the end")
        let explicit = Padding.explicit(low: [2], high: [0])
        #expect(
            try steps.conv1D(filter, padding: explicit).elements() == [100, 210, 321, 432, 543])
    }

    @Test func groupsSeeTheirChannelsOnly() throws {
        let image = Tensor([[[1, 2], [3, 4]]])
        let perChannel = Tensor([[[1, 10]]])
        #expect(try image.conv1D(perChannel, groups: 2).elements() == [1, 20, 3, 40])
    }

    static let mistakes: [(Shape, Shape)] = [
        ([1, 4, 4, 3], [3, 3, 2, 8]), ([1, 4, 4, 3], [5, 5, 3, 8]), ([1, 4, 3], [3, 3, 3, 8]),
        ([1, 4, 4, 3], [3, 3, 8]), ([1, 4, 4, 3], [3, 3]), ([1, 4, 4, 3], []), ([], [3, 3, 3, 8]),
        ([1, 0, 0, 3], [3, 3, 3, 8]), ([1, 4, 4, 3], [0, 3, 3, 8]),
        ([1, 4, 4, 4, 3], [3, 3, 3, 8]),
    ]

    @Test(arguments: mistakes)
    func shapesMustFit(image: Shape, filters: Shape) {
        for padding in [Padding.valid, .explicit(low: [0, 0], high: [0, 0])] {
            let error = #expect(throws: GraphError.self) {
                try checking { Tensor.zeros(image).conv2D(.zeros(filters), padding: padding) }
            }
            #expect(error?.operation == "convolution")
        }
    }

    @Test func attributesMustBeInRange() {
        let (image, filters) = (Tensor.zeros([1, 4, 4, 4]), Tensor.zeros([2, 2, 4, 4]))
        let wrong: [@Sendable () -> Tensor] = [
            { image.conv2D(filters, strides: (0, 1)) },
            { image.conv2D(filters, strides: (.max, 1), padding: .same) },
            { image.conv2D(filters, dilation: (1, -1)) },
            { image.conv2D(filters, dilation: (.max, .max)) },
            { image.conv2D(filters, groups: 0) }, { image.conv2D(filters, groups: 3) },
            { image.conv2D(filters, groups: .max) }, { image.conv2D(filters, groups: -1) },
            { image.conv2D(filters, padding: .explicit(low: [1], high: [1])) },
            { image.conv2D(filters, padding: .explicit(low: [-1, 0], high: [0, 0])) },
            { image.conv2D(filters, padding: .explicit(low: [.max, .max], high: [.max, .max])) },
            { image.cast(to: .int32).conv2D(filters.cast(to: .int32)) },
            { image.conv2D(filters.cast(to: .float64)) },
        ]
        for make in wrong { #expect(throws: GraphError.self) { try checking(make) } }
    }

    @Test func emptyBatches() throws {
        #expect(try Tensor.zeros([0, 4, 4, 2]).conv2D(.zeros([3, 3, 2, 5])).elements() == [])
        #expect(try Tensor.zeros([1, 4, 4, 0]).conv2D(.zeros([4, 4, 0, 1])).elements() == [0])
        #expect(try Tensor.zeros([1, 4, 4, 2]).conv2D(.zeros([3, 3, 2, 0])).elements() == [])
    }
}
