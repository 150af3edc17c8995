// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// Networks of convolutions and poolings, forwards and backwards, against the reference.
@Suite struct ConvolutionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let channels: Int
        let features: Int
        var strides = (1, 1)
        var padding = Padding.valid
        var dilation = (1, 1)
        var groups = 1
        var testDescription: String {
            "\(channels) → \(features), \(strides), \(padding), \(dilation), \(groups) group(s)"
        }
    }

    static let cases = [
        Case(channels: 1, features: 32), Case(channels: 1, features: 48, padding: .same),
        Case(channels: 3, features: 16, strides: (2, 1), padding: .same),
        Case(channels: 2, features: 16, dilation: (2, 2)), Case(channels: 1, features: 5),
        Case(channels: 16, features: 32, padding: .same),
        Case(channels: 8, features: 16, strides: (2, 2)),
        Case(channels: 8, features: 16, groups: 4), Case(channels: 6, features: 6, groups: 6),
        Case(channels: 32, features: 40), Case(channels: 33, features: 32, padding: .same),
    ]

    @Test(arguments: cases) func gradientsAgreeWithTheReference(_ given: Case) throws {
        let image = Tensor.input(0, TensorType([3, 9, 10, given.channels], .float32))
        let filters = Tensor.input(
            1, TensorType([3, 3, given.channels / given.groups, given.features], .float32))
        let bias = Tensor.input(2, TensorType([given.features], .float32))
        let convolved = image.conv2D(
            filters, strides: given.strides, padding: given.padding, dilation: given.dilation,
            groups: given.groups)
        let activated = (convolved + bias).relu()
        let pooled = activated.maxPooled([2, 2])
        let loss =
            (pooled * pooled).sum() + activated.averagePooled([2, 2], strides: [1, 1]).sum()
        let inputs = [image, filters, bias]
        let outputs = [loss, pooled] + gradients(of: loss, by: inputs)
        let values = Comparison.numbers(for: inputs)
        let problems = try Comparison.problems(of: outputs, from: inputs, at: values)
        #expect(problems == [])
    }

    @Test(arguments: [1, 4]) func sequencesHaveGradientsToo(channels: Int) throws {
        let sequence = Tensor.input(0, TensorType([2, 12, channels], .float32))
        let filters = Tensor.input(1, TensorType([4, channels, 16], .float32))
        let result = sequence.conv1D(filters, stride: 2, padding: .same)
        let loss = (result * result).sum()
        let inputs = [sequence, filters]
        let outputs = [result] + gradients(of: loss, by: inputs)
        let values = Comparison.numbers(for: inputs)
        let problems = try Comparison.problems(of: outputs, from: inputs, at: values)
        #expect(problems == [])
    }
}
