// SPDX-License-Identifier: Apache-2.0
import CKernels
import Testing

/// How the operands of a product lie in memory.
enum ProductLayout: CaseIterable {
    case plain, leftTransposed, rightTransposed, reversed, spread, repeated
}

/// A product of matrices, for tests: operands in some layout, and what plain loops say of it.
struct Product<Scalar: BinaryFloatingPoint & Sendable> {
    let sizes: (batch: Int, rows: Int, inner: Int, columns: Int)
    /// Batch, row, inner and batch, inner, column; the element that the first index stands for.
    var leftStrides: [Int]
    var rightStrides: [Int]
    var leftStart = 0
    var rightStart = 0
    var left: [Scalar]
    var right: [Scalar]
    var bias: [Scalar]
    /// Rows two elements longer than the result's.
    var residual: [Scalar]
    var hasResidual = false
    var hasBias = false
    var isRectified = false
    /// The result has gaps between its rows, which nothing may write to.
    let rowStride: Int

    init(_ sizes: [Int], _ layout: ProductLayout) {
        let (batch, rows, inner, columns) = (sizes[0], sizes[1], sizes[2], sizes[3])
        self.sizes = (batch, rows, inner, columns)
        leftStrides = [rows * inner, inner, 1]
        rightStrides = [inner * columns, columns, 1]
        var copies = 1
        switch layout {
        case .plain: break
        case .leftTransposed: leftStrides = [rows * inner, 1, rows]
        case .rightTransposed: rightStrides = [inner * columns, 1, inner]
        case .reversed:
            leftStrides = [rows * inner, -inner, 1]
            rightStrides = [inner * columns, -columns, 1]
            leftStart = max(rows - 1, 0) * inner
            rightStart = max(inner - 1, 0) * columns
        case .spread:
            copies = 3
            leftStrides = leftStrides.map { $0 * 2 }
            rightStrides = rightStrides.map { $0 * 3 }
        case .repeated:
            leftStrides = [0, 0, 1]
            rightStrides = [0, columns, 1]
        }
        let numbers = scrambled(max(batch * rows * inner, inner * columns * batch, 1) * copies)
        left = numbers[..<(batch * rows * inner * copies)].map(Scalar.init)
        right = numbers[..<(batch * inner * columns * copies)].reversed().map(Scalar.init)
        bias = scrambled(columns).map(Scalar.init)
        residual = scrambled(batch * rows * (columns + 2)).map(Scalar.init)
        rowStride = columns + 3
    }

    /// The result with the gaps cut out, or nothing if something was written into a gap.
    func run(inOneRange: Bool) -> [Scalar] {
        let untouched = Scalar(-77)
        var result = [Scalar](repeating: untouched, count: sizes.batch * sizes.rows * rowStride)
        var gemm = CKGemm()
        gemm.type = Scalar.self == Float.self ? .float32 : .float64
        gemm.is_rectified = isRectified
        (gemm.batch, gemm.rows) = (Int64(sizes.batch), Int64(sizes.rows))
        (gemm.inner, gemm.columns) = (Int64(sizes.inner), Int64(sizes.columns))
        gemm.left_batch_stride = Int64(leftStrides[0])
        gemm.left_row_stride = Int64(leftStrides[1])
        gemm.left_inner_stride = Int64(leftStrides[2])
        gemm.right_batch_stride = Int64(rightStrides[0])
        gemm.right_inner_stride = Int64(rightStrides[1])
        gemm.right_column_stride = Int64(rightStrides[2])
        gemm.result_row_stride = Int64(rowStride)
        gemm.result_batch_stride = Int64(sizes.rows * rowStride)
        gemm.residual_row_stride = Int64(sizes.columns + 2)
        gemm.residual_batch_stride = Int64(sizes.rows * (sizes.columns + 2))
        #expect(ck_gemm_plan(&gemm))
        gemm.scratch_stride = ck_gemm_scratch(&gemm)
        var scratch = [Float](repeating: .nan, count: 3 * Int(gemm.scratch_stride))
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                withAdded { residual, bias in
                    result.withUnsafeMutableBytes { result in
                        scratch.withUnsafeMutableBufferPointer { scratch in
                            gemm.left = left.baseAddress.map { UnsafeRawPointer($0 + leftStart) }
                            gemm.right = right.baseAddress.map { UnsafeRawPointer($0 + rightStart) }
                            (gemm.residual, gemm.bias) = (residual, bias)
                            gemm.result = result.baseAddress
                            gemm.scratch = scratch.baseAddress
                            runUnits(&gemm, gemm.units, inOneRange: inOneRange, ck_gemm_run)
                        }
                    }
                }
            }
        }
        let gaps = result.indices.filter { $0 % rowStride >= sizes.columns }
        #expect(gaps.allSatisfy { result[$0] == untouched })
        return result.indices.filter { $0 % rowStride < sizes.columns }.map { result[$0] }
    }

    /// Gives what is added to the sums, or nil for what is not.
    private func withAdded(_ body: (UnsafeRawPointer?, UnsafeRawPointer?) -> Void) {
        residual.withUnsafeBytes { residual in
            bias.withUnsafeBytes { bias in
                body(hasResidual ? residual.baseAddress : nil, hasBias ? bias.baseAddress : nil)
            }
        }
    }

    /// What plain loops in double precision say without bias, and the sum of all terms' magnitudes.
    func sums() -> [(value: Double, magnitude: Double)] {
        let (left, right) = (left.map { Double($0) }, right.map { Double($0) })
        var sums: [(value: Double, magnitude: Double)] = []
        for b in 0..<sizes.batch {
            for i in 0..<sizes.rows {
                for j in 0..<sizes.columns {
                    var (value, magnitude) = (0.0, 1.0)
                    var l = leftStart + b * leftStrides[0] + i * leftStrides[1]
                    var r = rightStart + b * rightStrides[0] + j * rightStrides[2]
                    for _ in 0..<sizes.inner {
                        let term = left[l] * right[r]
                        value += term
                        magnitude += abs(term)
                        l += leftStrides[2]
                        r += rightStrides[1]
                    }
                    sums.append((value, magnitude))
                }
            }
        }
        return sums
    }

    /// Residual, bias and ReLU behind the sums.
    func finished(_ sums: [(value: Double, magnitude: Double)]) -> [Double] {
        sums.enumerated().map { index, sum in
            let (row, column) = (index / sizes.columns, index % sizes.columns)
            let added = hasResidual ? Double(residual[row * (sizes.columns + 2) + column]) : 0
            let value = sum.value + added + (hasBias ? Double(bias[column]) : 0)
            return isRectified && value <= 0 ? 0 : value
        }
    }

    func check(against sums: [(value: Double, magnitude: Double)], tolerance: Double) {
        let (result, expected) = (run(inOneRange: true), finished(sums))
        #expect(result.count == expected.count)
        let worst = result.indices.map {
            abs(Double(result[$0]) - expected[$0]) / sums[$0].magnitude
        }
        #expect((worst.max() ?? 0) < tolerance, "\(sizes) \(leftStrides) \(rightStrides)")
        #expect(run(inOneRange: false) == result)
    }
}

/// Runs all units at once on lane 0, or one by one, backwards, on lanes 2, 1, 0 and again.
func runUnits<Kernel>(
    _ kernel: inout Kernel, _ units: Int64, inOneRange: Bool,
    _ run: (UnsafeMutableRawPointer?, Int64, Int64, Int32) -> Int32
) {
    withUnsafeMutablePointer(to: &kernel) { kernel in
        if inOneRange {
            #expect(run(kernel, 0, units, 0) == 0)
        } else {
            for unit in (0..<units).reversed() {
                #expect(run(kernel, unit, unit + 1, Int32(unit % 3)) == 0)
            }
        }
    }
}
