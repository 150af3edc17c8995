// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR
import MartletTensor

/// The layouts of a convolution's plain arrays, in oneDNN's order of axes (batch, channels, spatial…), and its problem.
struct ConvolutionLayouts {
    let image: Layout
    let result: Layout
    let filters: Layout
    let chosenFilters: Layout
    let bias: Layout
    let attributes: Attributes
    var problem = MDNNConvolution()

    /// The layouts for a block of `images`.
    init(_ library: OneDNNLibrary, _ convolution: ConvolutionProblem, images: Int)
        throws(ExecutionError)
    {
        let (window, types) = (convolution.window, convolution.types)
        image = try Self.channelsLast(library, convolution.image, types.operands, images: images)
        result = try Self.channelsLast(library, convolution.result, types.result, images: images)
        let (sizes, strides) = Self.filterAxes(convolution.filters, convolution.groups)
        filters = try Layout(library, sizes, types.filters, strides: strides)
        chosenFilters = try Layout(library, sizes, types.filters, strides: nil)
        bias = try Layout(library, [convolution.result[-1]], types.result, strides: [1])
        attributes = try Attributes(library)
        problem.source = image.handle
        problem.destination = result.handle
        problem.weights = chosenFilters.handle
        problem.attributes = attributes.handle
        problem.pass = .forwardTraining
        store(window.strides, in: &problem.strides)
        store(window.dilation.map { $0 - 1 }, in: &problem.dilation)
        store(window.low, in: &problem.padding_before)
        store(window.high, in: &problem.padding_after)
    }

    /// What must live as long as the problem's handles.
    var owners: [AnyObject] { [image, result, filters, chosenFilters, bias, attributes] }

    private static func channelsLast(
        _ library: OneDNNLibrary, _ shape: Shape, _ dtype: DType, images: Int
    ) throws(ExecutionError) -> Layout {
        let (sizes, strides) = (shape.sizes, shape.strides)
        let last = sizes.count - 1
        return try Layout(
            library, [images, sizes[last]] + sizes[1..<last], dtype,
            strides: [strides[0], strides[last]] + strides[1..<last])
    }

    /// [spatial…, channels, features] as ([groups,] features, channels, spatial…).
    private static func filterAxes(_ filters: Shape, _ groups: Int) -> ([Int], [Int]) {
        let last = filters.rank - 1
        let (sizes, strides) = (filters.sizes, filters.strides)
        let perGroup = sizes[last] / groups
        let tail = (
            [sizes[last - 1]] + sizes[..<(last - 1)], [strides[last - 1]] + strides[..<(last - 1)]
        )
        if groups == 1 { return ([sizes[last]] + tail.0, [1] + tail.1) }
        return ([groups, perGroup] + tail.0, [perGroup, 1] + tail.1)
    }

    /// The forward plan, which the backward passes need as a hint.
    func forward(_ library: OneDNNLibrary) throws(ExecutionError) -> Primitive {
        var problem = problem
        return try Primitive(library, "convolution") { table, engine, plan in
            mdnn_plan_convolution(table, engine, &problem, &plan)
        }
    }

    /// A backward plan.
    func backward(_ pass: MDNNPass, _ library: OneDNNLibrary, hint: Primitive, hasBias: Bool)
        throws(ExecutionError) -> Primitive
    {
        var problem = problem
        problem.pass = pass
        problem.forward = hint.plan
        if hasBias { problem.bias = bias.handle }
        return try Primitive(library, "convolution") { table, engine, plan in
            mdnn_plan_convolution(table, engine, &problem, &plan)
        }
    }
}
