// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
public import MartletIR
import MartletReference
public import MartletTensor

/// Compares gradients with finite differences, in float64 on the reference executor.
///
/// The result of the function is weighted by fixed random numbers and added up, so that every element counts:
///
///     L(x) = Σ w · f(x),   ∂L/∂xᵢ ≈ (L(x + h·eᵢ) − L(x − h·eᵢ)) / 2h
///
/// ```swift
/// #expect(try GradientCheck().mismatches(at: [x]) { $0[0].softmax() }.isEmpty)
/// ```
public struct GradientCheck: Sendable {
    /// The distance h.
    public var step = 1e-5
    /// The greatest difference allowed, relative to the greatest element of the gradient.
    public var tolerance = Tolerance.gradient.relative
    /// Gradients smaller than this are compared as if they were as great.
    public var floor = 1e-3

    /// A check with the usual step and tolerance.
    public init() {}

    /// A gradient that finite differences do not confirm.
    public struct Mismatch: Sendable, CustomStringConvertible {
        /// The position of the input among all.
        public let input: Int
        /// What the gradient rules say.
        public let gradient: [Double]
        /// What finite differences say.
        public let differences: [Double]
        /// The greatest difference relative to the greatest element.
        public let relativeError: Double

        /// The input and the numbers that differ.
        public var description: String {
            "input \(input): gradient \(gradient), finite differences \(differences), "
                + "relative error \(relativeError)"
        }
    }

    /// The inputs whose gradients are wrong; only floating inputs are checked, and they must be float64.
    ///
    /// - Parameters:
    ///   - inputs: Where the gradients are taken.
    ///   - function: From tensors of the inputs' types to a floating tensor of any shape.
    /// - Returns: What does not agree; empty if all gradients do.
    /// - Throws: What `function` throws, or `ExecutionError` if the function cannot be computed.
    public func mismatches(
        at inputs: [HostTensor], of function: ([Tensor]) throws -> Tensor
    ) throws -> [Mismatch] {
        let places = inputs.enumerated().map { Tensor.input($0.offset, $0.element.type) }
        let loss = weighted(try function(places), seed: 1)
        let varied = inputs.indices.filter { inputs[$0].dtype.isFloating }
        let rules = gradients(of: loss, by: varied.map { places[$0] })
        let analytic = try Program([loss] + rules, from: places)(inputs).dropFirst()
        let program = try Program([loss], from: places)
        return try matchedPairs(varied, analytic).compactMap { input, gradient in
            let differences = try differences(program, inputs, varying: input)
            let error = relativeError(gradient.doubles, differences, floor: floor)
            if error <= tolerance { return nil }
            return Mismatch(
                input: input, gradient: gradient.doubles, differences: differences,
                relativeError: error)
        }
    }

    /// The inputs whose second derivatives are wrong: the gradient is differentiated, and compared with finite
    /// differences of the gradient.
    public func secondOrderMismatches(
        at inputs: [HostTensor], of function: ([Tensor]) throws -> Tensor
    ) throws -> [Mismatch] {
        try mismatches(at: inputs) { places in
            let loss = weighted(try function(places), seed: 2)
            let rules = gradients(of: loss, by: places.filter { $0.dtype.isFloating })
            return rules.enumerated()
                .map { weighted($0.element, seed: 3 + UInt64($0.offset)) }
                .reduce(Tensor(0, dtype: loss.dtype), +)
        }
    }

    /// The sum of the elements, each times a random number between 0.5 and 1.5 of its own.
    private func weighted(_ tensor: Tensor, seed: UInt64) -> Tensor {
        let source = Philox(seed: seed, stream: 0x6772_6164)
        let weights = (0..<tensor.shape.count).map { source.uniform53($0) + 0.5 }
        let host = HostTensor(weights, shape: tensor.shape, dtype: tensor.dtype)
        return (tensor * Tensor(host)).sum()
    }

    private func differences(_ program: Program, _ inputs: [HostTensor], varying input: Int) throws
        -> [Double]
    {
        let original = inputs[input].doubles
        func loss(_ index: Int, _ distance: Double) throws -> Double {
            var moved = original
            moved[index] += distance
            var values = inputs
            values[input] = HostTensor(moved, shape: inputs[input].shape, dtype: .float64)
            return try program(values)[0].doubles[0]
        }
        return try original.indices.map { index in
            (try loss(index, step) - (try loss(index, -step))) / (2 * step)
        }
    }
}

/// A function of host tensors, run by the reference executor.
private struct Program {
    private let runner: any Runner
    private let types: [TensorType]

    init(_ outputs: [Tensor], from inputs: [Tensor]) throws {
        runner = try ReferenceExecutor()
            .compile(Graph(computing: outputs, from: inputs)).makeRunner()
        types = outputs.map(\.type)
    }

    func callAsFunction(_ inputs: [HostTensor]) throws -> [HostTensor] {
        try runner.run(inputs, resultTypes: types)
    }
}
