// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct CastTests {
    @Test func fractionsAreCutOff() throws {
        let x = Tensor([1.9, -1.9, 0.5, -0.5, 2.5])
        for dtype in [DType.int8, .int32, .int64] {
            #expect(try x.cast(to: dtype).elements() == [1, -1, 0, 0, 2])
        }
    }

    @Test func wholeNumbersWrap() throws {
        let x = Tensor([300, -1, 128, 70000], dtype: .int32)
        #expect(try x.cast(to: .uint8).elements() == [44, 255, 128, 112])
        #expect(try x.cast(to: .int8).elements() == [44, -1, -128, 112])
    }

    @Test(arguments: DType.allCases.filter(\.isInteger))
    func noNumberTraps(dtype: DType) throws {
        let x = Tensor([.nan, .infinity, -.infinity, 1e30, -1e30], dtype: .float64)
        let result = try x.cast(to: dtype).host()
        #expect(result.dtype == dtype)
        #expect(result.integers[0] == 0)
    }

    @Test func truthIsWhatIsNotZero() throws {
        #expect(
            try Tensor([0, -0.0, 0.1, .nan, -3]).cast(to: .bool).elements() == [0, 0, 1, 1, 1])
        #expect(try Tensor([0, 256], dtype: .int32).cast(to: .bool).elements() == [0, 1])
        #expect(try Tensor([0, 1], dtype: .bool).cast(to: .float16).elements() == [0, 1])
    }

    @Test func halvesAreRoundedToEven() throws {
        let x = Tensor([1 + 0x1p-11, 1 + 3 * 0x1p-11, 70000, 0x1p-25, 2049], dtype: .float64)
        #expect(try x.cast(to: .float16).elements() == [1, 1 + 0x1p-9, .infinity, 0, 2048])
        let y = Tensor([1 + 0x1p-8, 1 + 3 * 0x1p-8, 257, 1e39], dtype: .float64)
        #expect(try y.cast(to: .bfloat16).elements() == [1, 1 + 0x1p-6, 256, .infinity])
    }

    @Test func float64LosesWhatFloat32DoesNotHold() throws {
        let x = Tensor([0.1, 1e300, 16_777_217], dtype: .float64)
        #expect(try x.cast(to: .float32).elements() == [Double(Float(0.1)), .infinity, 16_777_216])
    }

    @Test func theSameTypeIsTheSameTensor() {
        let x = Tensor([1])
        #expect(x.cast(to: .float32).node === x.node)
    }
}
