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

    static let floating: [DType] = [.float16, .bfloat16, .float32, .float64]

    @Test(arguments: floating, DType.allCases.filter(\.isInteger))
    func saturatingCastsEndAtTheEndsOfTheRange(from: DType, to: DType) throws {
        let x = Tensor([.nan, .infinity, -.infinity, 1e30, -1e30, 100.75, -1.5], dtype: from)
        let range = try #require(to.integerRange)
        let (low, high) = (range.lowerBound, range.upperBound)
        let hundred = try Int64(x.host().doubles[5])
        for device in [Device.reference, .cpu] {
            let result = try Device.with(device) {
                try x.cast(to: to, saturating: true).host().integers
            }
            #expect(result == [0, high, low, high, low, hundred, low == 0 ? 0 : -1])
        }
    }

    @Test func saturatingCastsOfWholeNumbers() throws {
        let x = Tensor([300, -1, 128, -70000], dtype: .int32)
        #expect(try x.cast(to: .uint8, saturating: true).elements() == [255, 0, 128, 0])
        #expect(try x.cast(to: .int8, saturating: true).elements() == [127, -1, 127, -128])
        let bytes = Tensor([200, 0, 127], dtype: .uint8)
        #expect(try bytes.cast(to: .int8, saturating: true).elements() == [127, 0, 127])
        let signed = Tensor([-128, 127], dtype: .int8)
        #expect(try signed.cast(to: .uint8, saturating: true).elements() == [0, 127])
        let wide = Tensor([3_000_000_000, -3_000_000_000], dtype: .int64)
        #expect(
            try wide.cast(to: .int32, saturating: true).elements()
                == [2_147_483_647, -2_147_483_648])
        #expect(try bytes.cast(to: .float32, saturating: true).elements() == [200, 0, 127])
    }

    @Test func theSameTypeIsTheSameTensor() {
        let x = Tensor([1])
        #expect(x.cast(to: .float32).node === x.node)
    }
}
