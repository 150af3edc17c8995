// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct HostTensorTests {
    @Test(arguments: DType.allCases)
    func smallWholeNumbersSurviveEveryType(dtype: DType) {
        let host = HostTensor([0, 1, 1, 0], shape: [2, 2], dtype: dtype)
        #expect(host.doubles == [0, 1, 1, 0])
        #expect(host.integers == [0, 1, 1, 0])
        #expect(host.type == TensorType([2, 2], dtype))
        #expect(
            HostTensor(integers: [0, 1, 1, 0], shape: [4], dtype: dtype).doubles == [0, 1, 1, 0])
    }

    @Test func wholeNumbersWrap() {
        #expect(
            HostTensor([300, -1, 127.9, -1.9], shape: [4], dtype: .uint8).integers == [
                44, 255, 127, 255,
            ])
        #expect(HostTensor([128, -129], shape: [2], dtype: .int8).integers == [-128, 127])
        #expect(HostTensor(integers: [1 << 33 + 5], shape: [1], dtype: .int32).integers == [5])
        #expect(HostTensor(integers: [.max, .min], shape: [2]).integers == [.max, .min])
    }

    @Test(arguments: DType.allCases)
    func nothingTraps(dtype: DType) {
        let extremes: [Double] = [.nan, .infinity, -.infinity, 1e300, -1e300, 0x1p63, -0x1p63]
        let host = HostTensor(extremes, shape: [7], dtype: dtype)
        #expect(host.doubles.count == 7)
        #expect(host.integers.count == 7)
        if dtype.isInteger { #expect(host.integers[0] == 0) }
        if dtype.isFloating { #expect(host.integers[0] == 0 && host.integers[2] == .min) }
        if dtype == .bool { #expect(host.integers == [1, 1, 1, 1, 1, 1, 1]) }
    }

    @Test func wholeNumbersRoundToFloat32Once() {
        let tie = (Int64(1) << 60) + (1 << 36) + 1
        #expect(
            HostTensor(integers: [tie], shape: [1], dtype: .float32).doubles == [Double(Float(tie))]
        )
    }

    @Test func scalarsAreReadOnlyAsWhatTheyAre() {
        let host = HostTensor(scalars: [Float(1.5), -2], shape: [2])
        #expect(host.scalars(of: Float.self) == [1.5, -2])
        #expect(host.scalars(of: Double.self) == nil)
        #expect(
            HostTensor(scalars: [true, false], shape: [2]).scalars(of: Bool.self) == [true, false])
        #expect(HostTensor(scalars: [Int.max], shape: []).scalars(of: Int64.self) == [.max])
    }

    @Test func wrongCountsAreErrors() {
        let makers: [@Sendable () -> HostTensor] = [
            { HostTensor([1, 2], shape: [3]) },
            { HostTensor(integers: [1], shape: []).reshaped(to: [2]) },
            { HostTensor(integers: [1, 2], shape: [1]) },
            { HostTensor(scalars: [Float(1)], shape: [0]) },
        ]
        for make in makers {
            let error = #expect(throws: GraphError.self) { try checking(make) }
            #expect(error?.code == .shapeMismatch)
        }
    }

    @Test func emptyAndScalarTensors() {
        #expect(HostTensor([], shape: [0, 3]).doubles == [])
        #expect(HostTensor([5], shape: []).doubles == [5])
        #expect(HostTensor([], shape: [0]).reshaped(to: [3, 0]).shape == [3, 0])
    }

    @Test func copiesAreEqualInContentOnly() {
        let host = HostTensor([1, 2], shape: [2])
        #expect(host == host)
        #expect(host.copied() != host)
        #expect(host.copied().doubles == host.doubles)
        #expect(host.reshaped(to: [2, 1]).buffer === host.buffer)
    }

    @Test func foreignMemoryIsReleasedOnce() {
        final class Counter: Sendable {
            nonisolated(unsafe) var count = 0
        }
        let counter = Counter()
        do {
            let memory = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
            memory.storeBytes(of: 2.5, as: Double.self)
            let buffer = Buffer(memory, byteCount: 8) {
                $0.deallocate()
                counter.count += 1
            }
            #expect(HostTensor(TensorType([1], .float64), buffer).doubles == [2.5])
        }
        #expect(counter.count == 1)
    }

    @Test func buffersAreAlignedAndZero() {
        let buffer = Buffer(byteCount: 100)
        #expect(Int(bitPattern: buffer.pointer) % 64 == 0)
        #expect(UnsafeRawBufferPointer(start: buffer.pointer, count: 100).allSatisfy { $0 == 0 })
    }
}
