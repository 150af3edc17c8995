// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

/// ONNX Runtime's answers, from `Tests/Fixtures/quantization.safetensors`, and what they leave open.
@Suite struct QuantizationTests {
    @Test(arguments: try Fixture("quantization").cases, [Device.reference, .cpu])
    func agreesWithONNXRuntime(item: Fixture.Case, device: Device) throws {
        let names = try #require(item["operands"]?.array).compactMap(\.string)
        let operands = try names.map { name in
            let type = try #require(item["types"]?[name]?.string)
            let stored = try item.tensor(name)
            let dtype = try #require(DType(rawValue: type))
            return Tensor(HostTensor(stored.doubles, shape: stored.shape, dtype: dtype))
        }
        let (x, rest) = (operands[0], Array(operands.dropFirst()))
        let axis = item["attributes"]?["axis"]?.int ?? -1
        let zero = rest.count > 1 ? rest[1] : nil
        let wanted = try item.tensor("result")
        let dtype = try #require(DType(rawValue: item["result_type"]?.string ?? ""))
        let result =
            switch item["op"]?.string {
            case "quantize": x.quantized(scale: rest[0], zeroPoint: zero, axis: axis, as: dtype)
            case "dequantize": x.dequantized(scale: rest[0], zeroPoint: zero, axis: axis)
            default: x.matmul(rest[0])
            }
        #expect(result.dtype == dtype)
        let actual = try Device.with(device) { try result.elements() }
        #expect(actual == wanted.doubles)
    }

    @Test func whatDoesNotFitSaturates() throws {
        let x = Tensor([-1e9, -128.5, -127.5, 0.5, 1.5, 126.5, 127.4, 1e9, .infinity, .nan])
        #expect(
            try x.quantized(scale: 1).elements() == [-128, -128, -128, 0, 2, 126, 127, 127, 127, 0])
        #expect(
            try x.quantized(scale: 1, zeroPoint: 128, as: .uint8).elements()
                == [0, 0, 0, 128, 130, 254, 255, 255, 255, 0])
        let wide = Tensor([3e9, -3e9, 2_147_483_000], dtype: .float64)
        #expect(
            try wide.quantized(scale: 1, as: .int32).elements()
                == [2_147_483_647, -2_147_483_648, 2_147_483_000])
    }

    @Test func thereAndBackIsWithinHalfAStep() throws {
        let x = Tensor.uniform([40, 3], seed: 4) * 2 - 1
        let scale = Tensor([0.01, 0.02, 0.008])
        let back = x.quantized(scale: scale).dequantized(scale: scale)
        let errors = ((back - x).absolute() / scale).max()
        #expect(try errors.elements()[0] <= 0.5001)
    }

    @Test func theScaleHasAGradient() throws {
        let (q, scale) = (Tensor([1, -2, 3], dtype: .int8), Tensor(0.5))
        let gradient = gradients(of: q.dequantized(scale: scale, zeroPoint: nil).sum(), by: [scale])
        #expect(try gradient[0].elements() == [2])
    }

    @Test func unfitArgumentsAreErrors() {
        let (x, q) = (Tensor.zeros([4, 3]), Tensor.zeros([4, 3], dtype: .int8))
        let attempts: [() -> Tensor] = [
            { x.quantized(scale: 1, as: .int64) }, { q.quantized(scale: 1) },
            { x.dequantized(scale: 1) }, { x.quantized(scale: Tensor([1, 2])) },
            { x.quantized(scale: Tensor([1, 2, 3]), axis: 2) },
            { x.quantized(scale: Tensor([1, 2, 3]), zeroPoint: Tensor([0], dtype: .int8)) },
            { x.quantized(scale: Tensor(1), zeroPoint: Tensor(0)) },
            { q.dequantized(scale: Tensor(1, dtype: .int32)) },
        ]
        for attempt in attempts {
            #expect(throws: GraphError.self) { try checking { attempt() } }
        }
    }
}
