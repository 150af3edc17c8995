// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Second derivatives of JAX, from `Tests/Fixtures/hessians.safetensors`.
@Suite struct HessianFixtureTests {
    typealias Expression = @Sendable ([Tensor]) -> Tensor

    private static let expressions: [String: Expression] = [
        "tanh-cubed": { $0[0].tanh().raised(to: 3).sum() },
        "log-sigmoid": { $0[0].matmul($0[1]).sigmoid().log().sum() },
        "conv2d-squared": { $0[0].conv2D($0[1], padding: .same).squared().sum() },
        "conv2d-tanh-max-pool": {
            $0[0].conv2D($0[1], padding: .same).tanh().maxPooled([2, 2]).squared().sum()
        },
        "log-softmax": { -$0[0].matmul($0[1]).logSoftmax()[.all, .index(1)].mean() },
        "softmax-squared": { $0[0].softmax().squared().sum() },
        "gelu": { $0[0].matmul($0[1]).gelu().squared().sum() },
        "layer-normalization": { $0[0].normalized([-1], epsilon: 1e-3).raised(to: 3).sum() },
        "quotient": { ($0[0] / (1 + $0[1].squared())).sum() },
        "power": { $0[0].raised(to: $0[1]).sum() },
        "cumsum-squared": { $0[0].cumulativeSum(1).raised(to: 3).sum() },
        "take-squared": {
            $0[0].take(Tensor([0, 2, 2], dtype: .int64)).raised(to: 3).sum()
        },
        "logsumexp": { $0[0].logSumExp() },
    ]

    @Test(arguments: try Fixture("hessians").cases)
    func agreesInFloat64OnTheReference(item: Fixture.Case) throws {
        try Device.with(.reference) { try expectAgreement(item, .float64, within: 1e-9) }
    }

    @Test(arguments: try Fixture("hessians").cases)
    func agreesInFloat32OnTheProcessor(item: Fixture.Case) throws {
        // Second derivatives of normalisations cancel: a digit more than for results.
        try Device.with(.cpu) { try expectAgreement(item, .float32, within: 1e-4) }
    }

    private func expectAgreement(_ item: Fixture.Case, _ dtype: DType, within limit: Double) throws
    {
        let expression = try #require(Self.expressions[item.name], "no expression for \(item.name)")
        let inputs = try item.tensors("operands", as: dtype)
        let x = inputs.map { Tensor($0.value) }
        let result = expression(x)
        let first = gradients(of: result, by: x)
        let vectors = try inputs.map { input in
            let name = try #require(item["vectors"]?[input.key]?.string)
            return Tensor(try item.tensor(name, as: dtype))
        }
        let along = zip(first, vectors).map { ($0 * $1).sum() }.reduce(Tensor(0, dtype: dtype), +)
        let second = gradients(of: along, by: x)
        let keys = inputs.map(\.key)
        let expected =
            [try item.tensor("result")] + (try answers(item, "gradients", keys))
            + (try answers(item, "hessian_vector_products", keys))
        for (computed, answer) in try matchedPairs(
            Tensor.hosts([result] + first + second), expected)
        {
            #expect(computed.shape == answer.shape)
            let error = relativeError(computed.doubles, answer.doubles, floor: 1e-3)
            #expect(error <= limit, "\(computed.doubles) instead of \(answer.doubles)")
        }
    }

    private func answers(_ item: Fixture.Case, _ member: String, _ keys: [String]) throws
        -> [HostTensor]
    {
        try keys.map { try item.tensor(try #require(item[member]?[$0]?.string)) }
    }
}
