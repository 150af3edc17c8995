// SPDX-License-Identifier: Apache-2.0
import CKernels
import Foundation
import Synchronization
import Testing

/// Suites whose tests choose the instruction set of their thread.
@Suite struct InstructionSetTests {}

extension InstructionSetTests {
    @Suite struct GemmTests {
        static let sizes: [[Int]] = [
            [1, 1, 1, 1], [2, 3, 5, 7], [1, 1, 784, 64], [1, 13, 1, 33], [3, 17, 64, 10],
            [1, 25, 700, 1], [1, 32, 128, 33], [2, 97, 5, 130], [1, 200, 3, 300], [1, 5, 2500, 7],
            [4, 1, 0, 6], [1, 2, 40, 523], [1, 66, 2100, 3], [1, 3, 9, 128], [2, 6, 20, 64],
            [1, 12, 3, 16], [1, 7, 11, 17], [2, 9, 100, 1], [1, 1, 70, 9],
        ]
        static let sets = CKInstructionSet.available

        /// Kernels of other suites run meanwhile.
        @Test func isForcedOnOneThreadAlone() throws {
            let best = String(cString: ck_gemm_instruction_set(.float32))
            CKInstructionSet.portable.force()
            let other = Mutex("")
            let isDone = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                other.withLock { $0 = String(cString: ck_gemm_instruction_set(.float32)) }
                isDone.signal()
            }
            isDone.wait()
            CKInstructionSet.best.force()
            #expect(other.withLock { $0 } == best)
        }

        @Test(arguments: sizes) func equalsPlainLoops(sizes: [Int]) {
            for layout in ProductLayout.allCases {
                var product = Product<Float>(sizes, layout)
                let sums = product.sums()
                for set in Self.sets {
                    set.force()
                    product.hasBias = false
                    product.hasResidual = false
                    product.isRectified = false
                    product.check(against: sums, tolerance: 1e-6)
                    product.hasBias = true
                    product.isRectified = true
                    product.check(against: sums, tolerance: 1e-6)
                    product.hasResidual = true
                    product.check(against: sums, tolerance: 1e-6)
                    Product<Double>(sizes, layout).check(against: sums, tolerance: 1e-14)
                }
            }
            CKInstructionSet.best.force()
        }

        @Test(arguments: sets) func notANumberAndInfinityGoThrough(set: CKInstructionSet) {
            set.force()
            var product = Product<Float>([1, 30, 50, 43], .plain)
            product.left[0, of: 50] = .nan  // row 0 is NaN, though it meets zeros
            product.left[70, of: 1500] = .infinity
            for column in 0..<43 { product.right[column, of: 2150] = 0 }
            product.right[20 * 43 + 7, of: 2150] = -.infinity
            for isRectified in [false, true] {
                product.isRectified = isRectified
                let result = product.run(inOneRange: true)
                #expect(result[0..<43].allSatisfy { $0.isNaN })
                let expected = product.finished(product.sums())
                #expect(result.map(\.isNaN) == expected.map(\.isNaN))
                #expect(zip(result, expected).allSatisfy { $0.isFinite == $1.isFinite })
                #expect(result.contains(.infinity))
                #expect(result.contains(-.infinity) == !isRectified)
            }
            CKInstructionSet.best.force()
        }

        @Test func otherTypesAreRefused() {
            var gemm = CKGemm()
            for type in [CKType.int32, .float16, .bfloat16, .bool] {
                gemm.type = type
                #expect(!ck_gemm_plan(&gemm))
            }
        }

        @Test func theSlowerInstructionSetsAreHereToo() {
            #expect(Self.sets.contains(.portable))
            #if arch(arm64)
                #expect(Self.sets.contains(.NEON))
            #else
                #expect(!CKInstructionSet.NEON.force())
            #endif
        }
    }
}

extension CKInstructionSet {
    /// Those that this processor has.
    static var available: [CKInstructionSet] {
        let all: [CKInstructionSet] = [.portable, .NEON, .AVX2, .AVX512]
        defer { CKInstructionSet.best.force() }
        return all.filter { $0.force() }
    }

    @discardableResult func force() -> Bool { ck_force_instruction_set_for_tests(self) }
}

extension Array {
    /// An element of an array that must have `count` of them at least.
    fileprivate subscript(_ index: Int, of count: Int) -> Element {
        get { self[index] }
        set {
            precondition(self.count >= count)
            self[index] = newValue
        }
    }
}
