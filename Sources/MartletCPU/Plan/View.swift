// SPDX-License-Identifier: Apache-2.0
import MartletIR

/// How a value lies in memory: strides in elements from an offset.
///
/// Reshapes, transposes, slices and broadcasts are views of other values' storage; they cost nothing until somebody
/// needs them dense.
struct View: Hashable, Sendable {
    var storage: Storage
    /// In elements.
    var offset: Int
    var sizes: [Int]
    /// In elements; 0 where the value repeats, negative where it runs backwards.
    var strides: [Int]
    var dtype: DType
    /// How the whole view goes on with the rounds of the loops that it belongs to.
    var motion = Motion()

    /// A dense value at the start of a storage.
    init(dense type: TensorType, in storage: Storage) {
        self.storage = storage
        offset = 0
        sizes = type.shape.sizes
        strides = type.shape.strides
        dtype = type.dtype
    }

    /// The memory of a dense view for a value with as many elements.
    init(_ home: View, as type: TensorType) {
        self.init(dense: type, in: home.storage)
        offset = home.offset
        motion = home.motion
    }

    var isMoving: Bool { motion != Motion() }

    var count: Int { sizes.reduce(1, *) }

    var byteCount: Int { count * dtype.byteCount }

    /// Bytes of memory behind the elements, of which some may stand for several.
    var storedByteCount: Int {
        if sizes.contains(0) { return 0 }
        let stored = sizes.indices.filter { strides[$0] != 0 }.map { sizes[$0] }
        return stored.reduce(dtype.byteCount, *)
    }

    /// Whether the elements follow each other without gaps, in row-major order.
    var isDense: Bool {
        if count == 0 { return true }
        let dense = Shape(sizes).strides
        return sizes.indices.allSatisfy { sizes[$0] == 1 || strides[$0] == dense[$0] }
    }

    /// The parts that lie one after another along an axis.
    func parts(of types: [TensorType], along axis: Int) -> [View] {
        var start = 0
        return types.map { type in
            var part = self
            part.sizes = type.shape.sizes
            part.offset += start * strides[axis]
            start += type.shape[axis]
            return part
        }
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
}
