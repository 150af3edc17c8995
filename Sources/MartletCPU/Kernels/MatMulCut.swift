// SPDX-License-Identifier: Apache-2.0

/// Along which axis a matrix product is cut into blocks, and how large they are.
///
/// - Batches where there are several.
/// - Rows where the right matrix stays in the second-level cache: each block reads all of it.
/// - Columns where it does not.
struct MatMulCut {
    /// The axis of each operand that is cut; nil where all blocks read the whole.
    struct Axes {
        var left: Int?
        var right: Int?
        var result: Int?
        var bias: Int?
    }

    let axes: Axes
    /// How many rows, columns or batches there are.
    let count: Int
    /// How many of them a block has.
    let size: Int

    /// Elements of a right matrix that stays in the second-level cache.
    private static let cachedElements = 160 * 1024

    init(_ product: MatMulProblem, _ tiling: Tiling) {
        let nanoseconds = product.cost.nanoseconds
        func size(_ count: Int, atLeast least: Int, multiple: Int = 1) -> Int {
            tiling.blockSize(
                of: count, atLeast: least, multiple: multiple, nanoseconds: nanoseconds)
        }
        if product.batch > 1 {
            axes = Axes(left: 0, right: 0, result: 0, bias: nil)
            count = product.batch
            self.size = size(count, atLeast: 1)
            return
        }
        let isCached =
            product.inner * product.columns <= Self.cachedElements
            || product.columns < 32 * tiling.leastRows
        // The columns of a transposed weight are its rows in memory: each stays with the thread that updates it.
        let isTransposedWeight =
            product.right.strides[1] == 1 && product.columns >= 64 * tiling.leastRows
        if isCached && !isTransposedWeight {
            // A weight gradient's rows lie far apart in memory: short blocks of them are slow.
            let isTransposed = product.left.strides[2] != 1 && product.left.sizes[2] > 1
            let least = isTransposed ? 14 * tiling.leastRows : tiling.leastRows
            axes = Axes(left: 1, right: nil, result: 1, bias: nil)
            count = product.rows
            self.size = size(count, atLeast: least, multiple: tiling.leastRows)
        } else {
            axes = Axes(left: nil, right: 2, result: 2, bias: 2)
            count = product.columns
            self.size = size(
                count, atLeast: 16 * tiling.leastRows, multiple: 8 * tiling.leastRows)
        }
    }

    /// The first block of an operand.
    func part(of view: View, _ axis: KeyPath<Axes, Int?>, size: Int) -> View {
        guard let axis = axes[keyPath: axis] else { return view }
        var part = view
        part.sizes[axis] = size
        return part
    }

    /// Elements from one block of an operand to the next.
    func step(of view: View, _ axis: KeyPath<Axes, Int?>) -> Int {
        axes[keyPath: axis].map { view.strides[$0] * size } ?? 0
    }
}
