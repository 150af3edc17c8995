// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

extension InstructionSetTests {
    @Suite struct AttentionTests {
        static let maskings: [CKAttentionMask] = [.none, .causal, .truth, .numbers]

        /// Less than a vector, blocks that do not fit, parts of a head.
        static let sizes: [[Int]] = [
            [1, 1, 1, 1, 1], [2, 5, 7, 3, 4], [2, 9, 40, 18, 33], [1, 127, 33, 2, 3],
            [1, 131, 70, 2, 1], [32, 2, 262, 1, 1], [1, 5, 140, 3, 2],
        ]

        private func heads(_ sizes: [Int], _ masking: CKAttentionMask) -> AttentionHeads {
            AttentionHeads(
                heads: sizes[0], positions: sizes[1], sources: sizes[2], width: sizes[3],
                valueWidth: sizes[4], masking: masking)
        }

        private func isClose(_ values: [Double], _ expected: [Double]) -> Bool {
            let greatest = expected.filter(\.isFinite).map(\.magnitude).max() ?? 0
            return values.count == expected.count
                && values.indices.allSatisfy {
                    values[$0] == expected[$0] || (values[$0].isNaN && expected[$0].isNaN)
                        || (values[$0] - expected[$0]).magnitude <= 3e-6 * (greatest + 1)
                }
        }

        @Test(arguments: sizes, maskings)
        func equalsPlainLoops(sizes: [Int], masking: CKAttentionMask) {
            var heads = heads(sizes, masking)
            for layout in AttentionHeads.Layout.allCases {
                heads.layout = layout
                let expected = heads.expected().all
                for set in CKInstructionSet.available {
                    set.force()
                    let results = heads.run().all
                    for index in results.indices {
                        #expect(
                            isClose(results[index], expected[index]), "\(set) \(layout) \(index)")
                    }
                }
            }
            CKInstructionSet.best.force()
        }

        /// Also where the weight is 0: blocks that a causal mask hides are not left out then.
        @Test(arguments: maskings, [Float.nan, .infinity, -.infinity])
        func hidesNoNaN(masking: CKAttentionMask, value: Float) {
            for operand in 1...4 {
                var heads = heads([1, 127, 140, 3, 2], masking)
                heads.spoilt = (operand, value)
                let (results, expected) = (heads.run().all, heads.expected().all)
                for index in results.indices {
                    #expect(isClose(results[index], expected[index]), "operand \(operand) \(index)")
                }
            }
        }

        @Test(arguments: maskings) func doesNotDependOnRanges(masking: CKAttentionMask) {
            let heads = heads([2, 131, 150, 4, 3], masking)
            let whole = heads.run().all
            #expect(heads.run(.backwards).all == whole)
            #expect(heads.run(.uneven).all == whole)
        }
    }
}
