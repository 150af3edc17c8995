// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// Results and gradients of JAX, from `Tests/Fixtures/operations.safetensors`.
///
/// One gradient differs by choice: |x| at 0 has 0 here, as in PyTorch and TensorFlow, and 1 in JAX.
@Suite struct OperationFixtureTests {
    @Test(arguments: try Fixture("operations").cases)
    func agreesInFloat64OnTheReference(item: Fixture.Case) throws {
        try Device.with(.reference) { try expectAgreement(item, .float64, within: 1e-9) }
    }

    @Test(arguments: try Fixture("operations").cases)
    func agreesInFloat32OnTheProcessor(item: Fixture.Case) throws {
        try Device.with(.cpu) { try expectAgreement(item, .float32, within: 1e-5) }
    }

    private func expectAgreement(_ item: Fixture.Case, _ dtype: DType, within limit: Double) throws
    {
        let operands = try item.tensors("operands", as: dtype).map { ($0.key, Tensor($0.value)) }
        let results = try FixtureOperation(item).apply(operands.map(\.1))
        var expected = [try item.tensor("result")]
        var actual = [results[0]]
        if results.count > 1 {
            expected.append(try item.tensor("indices"))
            actual.append(results[1])
        }
        let wanted = item.name == "abs-zero" ? [] : try item.tensors("gradients")
        if !wanted.isEmpty {
            let inputs = wanted.compactMap { name, _ in operands.first { $0.0 == name }?.1 }
            let seed = Tensor(try item.tensor("cotangent", as: dtype))
            actual += gradients(of: results[0], by: inputs, seed: seed)
            expected += wanted.map(\.value)
        }
        for (computed, answer) in try matchedPairs(Tensor.hosts(actual), expected) {
            #expect(computed.shape == answer.shape)
            #expect(computed.dtype.isFloating == answer.dtype.isFloating)
            let error = relativeError(computed.doubles, answer.doubles, floor: 1e-6)
            #expect(error <= limit, "\(computed.doubles) instead of \(answer.doubles)")
        }
    }
}
