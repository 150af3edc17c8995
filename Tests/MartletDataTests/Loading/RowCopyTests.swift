// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@testable import MartletData

@Suite struct RowCopyTests {
    static let pairs = DType.allCases.flatMap { from in DType.allCases.map { (from, $0) } }

    @Test(arguments: pairs)
    func convertsEveryTypeToEveryOther(from: DType, to: DType) {
        let values: [Double] =
            from == .bool || to == .bool ? [1, 0, 0, 1, 1, 1] : [1, 2, 3, 4, 5, 6]
        let source = HostTensor(values, shape: [3, 2], dtype: from)
        let result = HostTensor(TensorType([2, 2], to)) { bytes in
            guard let pointer = bytes.baseAddress else { return }
            [2, 0].withUnsafeBufferPointer {
                RowCopy(source, to: BatchSlot(pointer, to)).gather(rows: $0)
            }
        }
        #expect(result.doubles == [values[4], values[5], values[0], values[1]])
    }

    static let floating = pairs.filter { $0.1.isFloating && $0.0 != .bool }

    @Test(arguments: floating)
    func scalesOnTheWay(from: DType, to: DType) {
        let source = HostTensor([1, 2, 3], shape: [3], dtype: from)
        let result = HostTensor(TensorType([3], to)) { bytes in
            guard let pointer = bytes.baseAddress else { return }
            [0, 1, 2].withUnsafeBufferPointer {
                RowCopy(source, scale: 2, offset: 1, to: BatchSlot(pointer, to)).gather(rows: $0)
            }
        }
        #expect(result.doubles == [3, 5, 7])
    }

    @Test func whatDoesNotFitSaturates() {
        let source = HostTensor([.nan, .infinity, -.infinity, 1e30], shape: [4], dtype: .float64)
        let result = HostTensor(TensorType([4], .int32)) { bytes in
            guard let pointer = bytes.baseAddress else { return }
            [0, 1, 2, 3].withUnsafeBufferPointer {
                RowCopy(source, to: BatchSlot(pointer, .int32)).gather(rows: $0)
            }
        }
        #expect(result.integers == [0, Int64(Int32.max), Int64(Int32.min), Int64(Int32.max)])
    }
}
