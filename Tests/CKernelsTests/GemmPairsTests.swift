// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

extension InstructionSetTests {
    @Suite struct GemmPairsTests {
        static let sizes: [[Int]] = [
            [1, 1, 1, 1], [2, 3, 5, 7], [1, 13, 1, 33], [3, 17, 64, 10], [1, 5, 2500, 1],
            [4, 1, 0, 6], [1, 13, 512, 66],
        ]
        static let bytes: [CKType] = [.int8, .uInt8]

        @Test(arguments: sizes) func bytesAreAddedUpExactly(sizes: [Int]) {
            for set in CKInstructionSet.available {
                set.force()
                for (left, right) in Self.bytes.flatMap({ l in Self.bytes.map { (l, $0) } }) {
                    for transposed in [(false, false), (true, false), (false, true)] {
                        let product = NarrowProduct(sizes, left, right, transposed)
                        let result = product.run(as: .int32, inOneRange: true)
                        #expect(result == product.sums(), "\(set) \(left) × \(right)")
                        #expect(product.run(as: .int32, inOneRange: false) == result)
                    }
                }
            }
            CKInstructionSet.best.force()
        }

        @Test(arguments: [1023, 4096]) func theEndsOfTheRangesDoNotSaturate(inner: Int) {
            for set in CKInstructionSet.available {
                set.force()
                for (left, right, ends) in [
                    (CKType.int8, CKType.int8, (-128.0, -128.0)), (.uInt8, .int8, (255, -128)),
                    (.uInt8, .uInt8, (255, 255)), (.int8, .int8, (-128, 127)),
                ] {
                    var product = NarrowProduct([1, 2, inner, 17], left, right, (false, false))
                    product.left = product.left.map { _ in ends.0 }
                    product.right = product.right.map { _ in ends.1 }
                    let wanted = [Double](repeating: ends.0 * ends.1 * Double(inner), count: 34)
                    #expect(product.run(as: .int32, inOneRange: true) == wanted)
                }
            }
            CKInstructionSet.best.force()
        }

        @Test(arguments: sizes) func halvesAreAddedUpInSinglePrecision(sizes: [Int]) {
            for set in CKInstructionSet.available {
                set.force()
                for transposed in [(false, false), (true, false), (false, true), (true, true)] {
                    let product = NarrowProduct(sizes, .bfloat16, .bfloat16, transposed)
                    let sums = product.sums()
                    let wide = product.run(as: .float32, inOneRange: true)
                    #expect(zip(wide, sums).allSatisfy { abs($0 - $1) < 2e-4 }, "\(set)")
                    #expect(product.run(as: .float32, inOneRange: false) == wide)
                    let narrow = product.run(as: .bfloat16, inOneRange: true)
                    #expect(narrow == wide.map { Double(Float($0).halved) })
                }
            }
            CKInstructionSet.best.force()
        }

        @Test func otherTypesAreRefused() {
            for (left, right, result) in [
                (CKType.int8, CKType.int8, CKType.int8), (.bfloat16, .float32, .float32),
                (.float16, .float16, .float32), (.bfloat16, .bfloat16, .float16),
                (.int8, .bfloat16, .int32),
            ] {
                var gemm = CKGemmPairs()
                (gemm.left_type, gemm.right_type, gemm.result_type) = (left, right, result)
                #expect(!ck_gemm_pairs_plan(&gemm))
            }
        }
    }
}

/// A product of narrow elements, and what plain loops say of it.
struct NarrowProduct {
    let sizes: (batch: Int, rows: Int, inner: Int, columns: Int)
    let types: (left: CKType, right: CKType)
    let isTransposed: (left: Bool, right: Bool)
    var left: [Double]
    var right: [Double]

    init(_ sizes: [Int], _ left: CKType, _ right: CKType, _ isTransposed: (Bool, Bool)) {
        self.sizes = (sizes[0], sizes[1], sizes[2], sizes[3])
        types = (left, right)
        self.isTransposed = isTransposed
        self.left = Self.numbers(sizes[0] * sizes[1] * sizes[2], left)
        self.right = Self.numbers(sizes[0] * sizes[2] * sizes[3], right).reversed()
    }

    private static func numbers(_ count: Int, _ type: CKType) -> [Double] {
        scrambled(count).map { number in
            switch type {
            case .int8: Double(Int8(truncatingIfNeeded: Int(number * 1000)))
            case .uInt8: Double(UInt8(truncatingIfNeeded: Int(number * 1000)))
            default: Double(number.halved)
            }
        }
    }

    private var leftStrides: [Int] {
        isTransposed.left
            ? [sizes.rows * sizes.inner, 1, sizes.rows]
            : [sizes.rows * sizes.inner, sizes.inner, 1]
    }

    private var rightStrides: [Int] {
        isTransposed.right
            ? [sizes.inner * sizes.columns, 1, sizes.inner]
            : [sizes.inner * sizes.columns, sizes.columns, 1]
    }

    func sums() -> [Double] {
        var result: [Double] = []
        for b in 0..<sizes.batch {
            for i in 0..<sizes.rows {
                for j in 0..<sizes.columns {
                    var sum = 0.0
                    for k in 0..<sizes.inner {
                        sum +=
                            left[b * leftStrides[0] + i * leftStrides[1] + k * leftStrides[2]]
                            * right[b * rightStrides[0] + k * rightStrides[1] + j * rightStrides[2]]
                    }
                    result.append(sum)
                }
            }
        }
        return result
    }

    func run(as type: CKType, inOneRange: Bool) -> [Double] {
        var gemm = CKGemmPairs()
        (gemm.left_type, gemm.right_type, gemm.result_type) = (types.left, types.right, type)
        (gemm.batch, gemm.rows) = (Int64(sizes.batch), Int64(sizes.rows))
        (gemm.inner, gemm.columns) = (Int64(sizes.inner), Int64(sizes.columns))
        gemm.left_batch_stride = Int64(leftStrides[0])
        gemm.left_row_stride = Int64(leftStrides[1])
        gemm.left_inner_stride = Int64(leftStrides[2])
        gemm.right_batch_stride = Int64(rightStrides[0])
        gemm.right_inner_stride = Int64(rightStrides[1])
        gemm.right_column_stride = Int64(rightStrides[2])
        gemm.result_row_stride = Int64(sizes.columns)
        gemm.result_batch_stride = Int64(sizes.rows * sizes.columns)
        #expect(ck_gemm_pairs_plan(&gemm))
        gemm.scratch_stride = ck_gemm_pairs_scratch(&gemm)
        let arena = Arena()
        defer { arena.free() }
        let count = sizes.batch * sizes.rows * sizes.columns
        let result = arena.space(count * 4 + 4)
        gemm.left = UnsafeRawPointer(stored(left, types.left, arena))
        gemm.right = UnsafeRawPointer(stored(right, types.right, arena))
        gemm.result = result
        gemm.scratch = arena.copy(
            [Float](repeating: .nan, count: 3 * Int(gemm.scratch_stride) + 16))
        runUnits(&gemm, gemm.units, inOneRange: inOneRange, ck_gemm_pairs_run)
        return (0..<count).map { index in
            switch type {
            case .int32: Double(result.load(fromByteOffset: index * 4, as: Int32.self))
            case .float32: Double(result.load(fromByteOffset: index * 4, as: Float.self))
            default:
                Double(
                    Float(
                        bitPattern: UInt32(
                            result.load(fromByteOffset: index * 2, as: UInt16.self)) << 16))
            }
        }
    }

    private func stored(_ numbers: [Double], _ type: CKType, _ arena: Arena)
        -> UnsafeMutableRawPointer
    {
        switch type {
        case .int8: UnsafeMutableRawPointer(arena.copy(numbers.map { Int8($0) } + [0]))
        case .uInt8: UnsafeMutableRawPointer(arena.copy(numbers.map { UInt8($0) } + [0]))
        default:
            UnsafeMutableRawPointer(
                arena.copy(numbers.map { UInt16(Float($0).bitPattern >> 16) } + [0]))
        }
    }
}
