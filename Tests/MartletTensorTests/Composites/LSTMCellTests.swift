// SPDX-License-Identifier: Apache-2.0
import MartletIR
import MartletRuntime
import MartletTensor
import Testing

@Suite struct LSTMCellTests {
    /// With sums of 0, gates are half open and the candidate is 0.
    @Test func halfOfTheCellIsKept() throws {
        let (state, cell) = lstmCell(gates: .zeros([2, 12]), cell: .full([2, 3], 0.8))
        #expect(try cell.host().doubles.allSatisfy { abs($0 - 0.4) < 1e-6 })
        #expect(try state.host().doubles.allSatisfy { abs($0 - 0.189974) < 1e-6 })  // tanh(0.4) / 2
    }

    @Test(arguments: [[2, 8], [2, 11], [3, 12], [12]])
    func saysWhatDoesNotFit(gates: [Int]) {
        let error = #expect(throws: GraphError.self) {
            try checking { lstmCell(gates: .zeros(Shape(gates)), cell: .zeros([2, 3])).state }
        }
        #expect(error?.code == .shapeMismatch)
        #expect(error?.description.contains("a cell [2, 3]") == true)
    }

    @Test func needsFloatingNumbers() {
        let error = #expect(throws: GraphError.self) {
            try checking {
                lstmCell(
                    gates: .zeros([2, 4], dtype: .int32), cell: .zeros([2, 1], dtype: .int32)
                )
                .state
            }
        }
        #expect(error?.code == .typeMismatch)
    }
}
