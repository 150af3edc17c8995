// SPDX-License-Identifier: Apache-2.0
import COneDNN
import MartletIR

/// A memory descriptor that we own.
final class Layout {
    let library: OneDNNLibrary
    let handle: MDNNLayout

    /// The layout with the given strides, or, without them, whatever a primitive prefers.
    init(_ library: OneDNNLibrary, _ sizes: [Int], _ dtype: DType, strides: [Int]?)
        throws(ExecutionError)
    {
        guard let type = MDNNDataType(dtype) else {
            throw ExecutionError(operation: "oneDNN", problem: "there is no \(dtype)")
        }
        var handle = MDNNLayout()
        let wide = sizes.map { Int64($0) }
        let status: Int32
        if let strides {
            status = mdnn_layout_create(
                library.table, wide, Int32(sizes.count), type, strides.map { Int64($0) }, &handle)
        } else {
            status = mdnn_layout_create(
                library.table, wide, Int32(sizes.count), type, nil, &handle)
        }
        try library.check(status, "a layout of \(sizes)")
        self.library = library
        self.handle = handle
    }

    deinit { mdnn_layout_destroy(library.table, handle) }
}

extension MDNNDataType {
    /// oneDNN's name for an element type, if it has the type.
    init?(_ dtype: DType) {
        switch dtype {
        case .float16: self = .float16
        case .bfloat16: self = .bfloat16
        case .float32: self = .float32
        case .float64: self = .float64
        case .int8: self = .int8
        case .uint8, .bool: self = .uInt8
        case .int32: self = .int32
        case .int64: return nil
        }
    }
}

/// What a primitive is told besides its problem: that its scratchpad is ours.
final class Attributes {
    let library: OneDNNLibrary
    private(set) var handle = MDNNAttributes()

    init(_ library: OneDNNLibrary) throws(ExecutionError) {
        self.library = library
        try library.check(mdnn_attributes_create(library.table, &handle), "attributes")
    }

    deinit { mdnn_attributes_destroy(library.table, handle) }
}

/// A primitive with the plan that it was made from; the plan owns the layouts that it is asked for.
final class Primitive {
    let library: OneDNNLibrary
    let plan: MDNNPlan
    let handle: MDNNPrimitive

    /// Makes a plan with `create`, and the primitive for it.
    init(
        _ library: OneDNNLibrary, _ name: String,
        _ create: (OpaquePointer, MDNNEngine, inout MDNNPlan) -> Int32
    ) throws(ExecutionError) {
        var plan = MDNNPlan()
        try library.check(create(library.table, library.engine, &plan), name)
        var handle = MDNNPrimitive()
        let status = mdnn_primitive_create(library.table, plan, &handle)
        if status != 0 { mdnn_plan_destroy(library.table, plan) }
        try library.check(status, name)
        self.library = library
        self.plan = plan
        self.handle = handle
    }

    deinit {
        mdnn_primitive_destroy(library.table, handle)
        mdnn_plan_destroy(library.table, plan)
    }

    /// The layout of one of the arguments; it belongs to the plan.
    func layout(_ query: MDNNQuery) -> MDNNLayout {
        mdnn_plan_layout(library.table, plan, query, 0)
    }

    /// What oneDNN calls the kernel, such as `brg:avx512_core`.
    var implementation: String { String(cString: mdnn_plan_implementation(library.table, plan)) }

    /// Whether the kernel is one that oneDNN has for comparison alone: our own are faster.
    var isReference: Bool { implementation.hasPrefix("ref") }

    func byteCount(_ layout: MDNNLayout) -> Int {
        layout.raw == nil ? 0 : Int(mdnn_layout_bytes(library.table, layout))
    }

    func isEqual(_ lhs: MDNNLayout, _ rhs: MDNNLayout) -> Bool {
        mdnn_layout_equal(library.table, lhs, rhs)
    }
}
