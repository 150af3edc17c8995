// SPDX-License-Identifier: Apache-2.0
import MartletIR
import Testing

@Suite struct DTypeTests {
    @Test(arguments: DType.allCases)
    func isOfOneKind(dtype: DType) {
        let kinds = [dtype.isFloating, dtype.isInteger, dtype == .bool]
        #expect(kinds.filter(\.self).count == 1)
        #expect((dtype.integerRange != nil) == dtype.isInteger)
        #expect(DType(rawValue: dtype.description) == dtype)
    }

    @Test func bytes() {
        #expect(DType.allCases.map(\.byteCount) == [1, 1, 1, 4, 8, 2, 2, 4, 8])
        #expect(TensorType([2, 3], .bfloat16).byteCount == 12)
    }
}
