// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// A piece of memory of a program: part of the arena, or a buffer that comes from outside.
struct Storage: Hashable {
    let index: Int
}

/// Where a storage's memory comes from.
enum StorageSource {
    /// Part of the program's arena, planned by lifetime.
    case arena(byteCount: Int)
    /// Memory that somebody keeps alive for the program: an input, an output, a constant.
    case buffer(Buffer)
}

/// How a value lies in memory: strides in elements from an offset.
///
/// Reshapes, transposes, slices and broadcasts are
/// views of other values' storage; they cost nothing until somebody needs them dense.
struct View: Hashable {
    var storage: Storage
    /// In elements.
    var offset: Int
    var sizes: [Int]
    /// In elements; 0 where the value repeats, negative where it runs backwards.
    var strides: [Int]
    var dtype: DType

    /// A dense value at the start of a storage.
    init(dense type: TensorType, in storage: Storage) {
        self.storage = storage
        offset = 0
        sizes = type.shape.sizes
        strides = type.shape.strides
        dtype = type.dtype
    }

    var count: Int { sizes.reduce(1, *) }

    /// Whether the elements follow each other without gaps, in row-major order.
    var isDense: Bool {
        if count == 0 { return true }
        let dense = Shape(sizes).strides
        return sizes.indices.allSatisfy { sizes[$0] == 1 || strides[$0] == dense[$0] }
    }

    /// The same elements with other sizes; nil if the view is not dense.
    func reshaped(to sizes: [Int]) -> View? {
        guard isDense else { return nil }
        var view = self
        view.sizes = sizes
        view.strides = Shape(sizes).strides
        return view
    }

    /// The elements stretched to `target`, by NumPy's rule.
    func broadcast(to target: [Int]) -> View {
        var view = self
        view.sizes = target
        let added = target.count - sizes.count
        view.strides = target.indices.map { axis in
            axis < added || (sizes[axis - added] == 1 && target[axis] != 1)
                ? 0 : strides[axis - added]
        }
        return view
    }

    /// The dimensions without those of size 1, neighbours merged where one step of the outer is a whole run of the
    /// inner.
    var collapsed: (sizes: [Int], strides: [Int]) {
        var result: (sizes: [Int], strides: [Int]) = ([], [])
        for (size, stride) in zip(sizes, strides) where size != 1 {
            if let last = result.sizes.indices.last, result.strides[last] == stride * size {
                result.sizes[last] *= size
                result.strides[last] = stride
            } else {
                result.sizes.append(size)
                result.strides.append(stride)
            }
        }
        return result
    }
}
