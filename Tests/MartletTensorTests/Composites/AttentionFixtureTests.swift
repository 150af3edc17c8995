// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// PyTorch's attention and its gradients, from `Tests/Fixtures/attention.safetensors`.
@Suite struct AttentionFixtureTests {
    @Test(arguments: try Fixture("attention").cases)
    func agreesInFloat64OnTheReference(item: Fixture.Case) throws {
        try Device.with(.reference) { try expectAgreement(item, .float64, within: 1e-10) }
    }

    @Test(arguments: try Fixture("attention").cases)
    func agreesInFloat64OnTheProcessor(item: Fixture.Case) throws {
        try Device.with(.cpu) { try expectAgreement(item, .float64, within: 1e-10) }
    }

    @Test(arguments: try Fixture("attention").cases)
    func agreesInFloat32OnTheProcessor(item: Fixture.Case) throws {
        try Device.with(.cpu) { try expectAgreement(item, .float32, within: 1e-5) }
    }

    private func expectAgreement(_ item: Fixture.Case, _ dtype: DType, within limit: Double) throws
    {
        let operands = try item.tensors("operands", as: dtype).map { Tensor($0.value) }
        let mask = try item["mask"]?.string.map { Tensor(try item.tensor($0, as: dtype)) }
        let result = scaledDotProductAttention(
            query: operands[0], key: operands[1], value: operands[2], mask: mask,
            isCausal: item["causal"]?.bool == true, scale: item["scale"]?.double)
        let seed = Tensor(try item.tensor("cotangent", as: dtype))
        let slopes = gradients(of: result, by: operands, seed: seed)
        let wanted = try [item.tensor("result")] + item.tensors("gradients").map(\.value)
        let names = ["result", "by query", "by key", "by value"]
        try #require(wanted.count == names.count)
        for (index, pair) in try matchedPairs(Tensor.hosts([result] + slopes), wanted).enumerated()
        {
            #expect(pair.0.type == TensorType(pair.1.shape, dtype))
            let error = relativeError(pair.0.doubles, pair.1.doubles)
            #expect(error <= limit, "\(names[index])")
        }
    }
}
