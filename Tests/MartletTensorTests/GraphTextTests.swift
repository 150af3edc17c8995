// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletTensor
import MartletTesting
import Testing

/// The text of a graph: printed, read back, and printed again.
@Suite struct GraphTextTests {
    private func expectReadsBack(_ graph: Graph, _ comment: String = "") throws {
        let text = graph.description
        let back = try Graph(parsing: text)
        #expect(back.description == text, "\(comment)")
        // Two constants are equal only if they are the same memory.
        let hasConstants = graph.instructions.contains { $0.operation is Constant }
        if !hasConstants { #expect(back == graph, "\(comment)") }
    }

    @Test(arguments: OperationSamples.all)
    func everyOperationReadsBack(sample: OperationSample) throws {
        for dtype in sample.acceptedTypes {
            let operation = sample.operation(for: dtype)
            if operation is CustomGradient { continue }
            let places = sample.hosts(as: dtype).enumerated().map {
                Tensor.input($0.offset, $0.element.type)
            }
            try expectReadsBack(
                Graph(computing: Tensor.results(of: operation, places), from: places))
        }
    }

    /// Loops of which the way back is a loop, which holds others.
    @Test(arguments: RegionGradientTests.cases)
    func gradientsReadBack(sample: RegionGradientTests.Case) throws {
        let places = sample.operands.enumerated().map {
            Tensor.input($0.offset, $0.element.host(as: .float64, seed: 0).type)
        }
        let loss = sample.function(places).sum()
        let graph = Graph(
            computing: [loss] + gradients(of: loss, by: places), from: places,
            donations: [.init(input: 0, output: 1)])
        let passed = try Pipeline.standard.apply(to: graph)
        try expectReadsBack(passed)
    }

    @Test(arguments: [
        0.1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, .nan,
        Double(bitPattern: 0x7FF8_0000_0000_0123), Double(bitPattern: 0xFFF8_0000_0000_0000),
    ])
    func numbersKeepTheirBits(value: Double) throws {
        let graph = Graph(computing: [Tensor(value, dtype: .float64)], from: [])
        let back = try Graph(parsing: graph.description).instructions[0].operation as? Literal
        #expect(back?.value.bitPattern == value.bitPattern)
    }

    @Test(arguments: DType.allCases)
    func constantsKeepTheirBytes(dtype: DType) throws {
        let host = SampleOperand.reals([3, 2]).host(as: dtype, seed: 3)
        let graph = Graph(computing: [Tensor(host)], from: [])
        let back = try Graph(parsing: graph.description).instructions[0].operation as? Constant
        #expect(back?.value.hasSameBits(as: host) == true)
    }

    @Test func inputsInAnyOrderAndLayersReadBack() throws {
        let type = TensorType([2], .float32)
        let (x, y) = (Tensor.input(0, type), Tensor.input(1, type))
        let sum = LayerPath.$current.withValue(["net", "dense \"1\""]) { y - x }
        let graph = Graph(computing: [sum, sum], from: [y, x])
        var turned = graph
        turned.inputs.reverse()
        try expectReadsBack(turned)
        #expect(
            try Graph(parsing: graph.description).instructions.last?.layer == "net ▸ dense \"1\"")
    }

    static let mistakes: [(String, String)] = [
        ("", "line 1, column 1: expected an instruction or return"),
        (
            "%0 = inputt() : [3] float32",
            "line 1, column 6: there is no operation inputt that can be read"
        ),
        (
            "%0 = iota() {shape: [3], axis: 0, dtype: \"int64\"} : [3] int64\nreturn %1",
            "line 2, column 8: %1 is not made before it is read"
        ),
        (
            "%0 = literal() {value: x} : [] float32",
            "line 1, column 24: x is no value"
        ),
        (
            "%0 = literal() {value: 1, dtype: \"float33\"} : [] float32\nreturn %0",
            "line 1, column 6: Cannot initialize DType from invalid String value float33"
        ),
        (
            "%0 = literal() {value: 1} : [] float32\nreturn %0",
            "line 1, column 6: the attribute dtype is missing"
        ),
        (
            "%0 = literal() {value: 1, dtype: \"float32\"} : [2] float32\nreturn %0",
            "says [[2] float32], its type rule [[] float32]"
        ),
        (
            "%0 = literal() {value: 1, dtype: \"float32\"} : [] float32\nreturn %0 x",
            "line 2, column 11: expected the end of the text"
        ),
        (
            "%1 = literal() {value: 1, dtype: \"float32\"} : [] float32\nreturn %0",
            "line 1, column 2: expected %0: values are numbered in order"
        ),
        ("%0 = call() {body: #0} : [] float32\nreturn %0", "a body is missing"),
        (
            "%0 = custom_gradient() {meaning: \"softmax\"} : [] float32\nreturn %0",
            "line 1, column 6: custom_gradient holds a closure, which has no text"
        ),
    ]

    @Test(arguments: mistakes)
    func saysWhereATextIsWrong(text: String, message: String) {
        let error = #expect(throws: GraphError.self) { try Graph(parsing: text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
