// SPDX-License-Identifier: Apache-2.0
import COneDNN
import Foundation
import Testing

@Suite struct LibraryTests {
    /// The library that tests use, if it is there.
    static let path: String? = {
        let bundled = ABITests.root.appending(path: ".deps/onednn/lib/libdnnl.so.3").path
        let candidates = [ProcessInfo.processInfo.environment["MARTLET_ONEDNN"], bundled]
        return candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }()

    private func open(_ path: String) -> (library: OpaquePointer?, problem: String) {
        var problem = [CChar](repeating: 0, count: 512)
        let library = mdnn_library_open(path, &problem, problem.count)
        return (
            library, String(decoding: problem.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        )
    }

    @Test func aMissingFileIsNamed() {
        let (library, problem) = open("/nowhere/libdnnl.so.3")
        #expect(library == nil)
        #expect(problem.contains("/nowhere/libdnnl.so.3"))
    }

    @Test func anotherLibraryIsRefused() {
        let (library, problem) = open("libz.so.1")
        #expect(library == nil)
        #expect(!problem.isEmpty)
    }

    /// [2, 3] × [3, 2] row by row: two blocks of one primitive, each on a lane of its own.
    @Test(.enabled(if: path != nil, "needs oneDNN: scripts/install-onednn"))
    func multipliesMatricesRowByRow() throws {
        let (opened, problem) = open(try #require(Self.path))
        let library = try #require(opened, "\(problem)")
        #expect(mdnn_library_version(library).major == 3)
        mdnn_set_threads(library, 1)
        var engine = MDNNEngine()
        #expect(mdnn_engine_create(library, &engine) == 0)
        var (a, b, c) = (MDNNLayout(), MDNNLayout(), MDNNLayout())
        #expect(mdnn_layout_create(library, [1, 3], 2, .float32, [3, 1], &a) == 0)
        #expect(mdnn_layout_create(library, [3, 2], 2, .float32, [1, 3], &b) == 0)  // transposed
        #expect(mdnn_layout_create(library, [1, 2], 2, .float32, [2, 1], &c) == 0)
        var attributes = MDNNAttributes()
        #expect(mdnn_attributes_create(library, &attributes) == 0)
        var product = MDNNMatMul()
        product.source = a
        product.weights = b
        product.destination = c
        product.attributes = attributes
        var plan = MDNNPlan()
        var primitive = MDNNPrimitive()
        #expect(mdnn_plan_matmul(library, engine, &product, &plan) == 0)
        #expect(mdnn_primitive_create(library, plan, &primitive) == 0)

        let (x, y, z) = (memory([1, 2, 3, 4, 5, 6]), memory([1, 0, 1, 0, 1, 0]), memory([0, 0, 0, 0]))
        defer { for memory in [x, y, z] { memory.deallocate() } }
        let scratchpad = mdnn_plan_layout(library, plan, .scratchpad, 0)
        let step = (mdnn_layout_bytes(library, scratchpad) + 127) / 64 * 64
        let scratch = UnsafeMutableRawPointer.allocate(byteCount: Int(2 * step), alignment: 64)
        defer { scratch.deallocate() }
        let operands = [
            MDNNOperand(slot: .source, layout: a, address: x.baseAddress, step: 12),
            MDNNOperand(slot: .weights, layout: b, address: y.baseAddress, step: 0),
            MDNNOperand(slot: .destination, layout: c, address: z.baseAddress, step: 8),
        ]
        var execution: OpaquePointer?
        operands.withUnsafeBufferPointer { operands in
            var description = MDNNExecutionDescription()
            description.lanes = 2
            description.blocks = 2
            description.scratch = scratch
            description.scratch_step = step
            description.whole = MDNNBlock(
                primitive: primitive, scratchpad: scratchpad, operands: operands.baseAddress,
                count: 3, rows: 0, columns: 0)
            #expect(mdnn_execution_create(library, engine, &description, &execution) == 0)
        }
        let context = UnsafeMutableRawPointer(try #require(execution))
        #expect(mdnn_execution_run(context, 1, 2, 1) == 0)
        #expect(mdnn_execution_run(context, 0, 1, 0) == 0)
        mdnn_execution_destroy(execution)
        #expect(Array(z) == [4, 2, 10, 5])
    }

    private func memory(_ values: [Float]) -> UnsafeMutableBufferPointer<Float> {
        let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
        _ = memory.initialize(from: values)
        return memory
    }
}
