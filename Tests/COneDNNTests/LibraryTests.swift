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

    @Test(.enabled(if: path != nil, "needs oneDNN: scripts/install-onednn"))
    func multipliesMatrices() throws {
        mdnn_prepare_environment(2)
        let (opened, problem) = open(try #require(Self.path))
        let library = try #require(opened, "\(problem)")
        #expect(mdnn_library_version(library).major == 3)

        var engine = MDNNEngine()
        var stream = MDNNStream()
        #expect(mdnn_engine_create(library, &engine) == 0)
        #expect(mdnn_stream_create(library, engine, &stream) == 0)
        var (a, b, c) = (MDNNLayout(), MDNNLayout(), MDNNLayout())
        #expect(mdnn_layout_create(library, [2, 3], 2, .float32, [3, 1], &a) == 0)
        #expect(mdnn_layout_create(library, [3, 2], 2, .float32, [1, 3], &b) == 0)  // transposed
        #expect(mdnn_layout_create(library, [2, 2], 2, .float32, [2, 1], &c) == 0)
        var problemToSolve = MDNNMatMul()
        problemToSolve.source = a
        problemToSolve.weights = b
        problemToSolve.destination = c
        var plan = MDNNPlan()
        var primitive = MDNNPrimitive()
        #expect(mdnn_plan_matmul(library, engine, &problemToSolve, &plan) == 0)
        #expect(mdnn_primitive_create(library, plan, &primitive) == 0)

        var x: [Float] = [1, 2, 3, 4, 5, 6]
        var y: [Float] = [1, 0, 1, 0, 1, 0]
        var z: [Float] = [0, 0, 0, 0]
        x.withUnsafeMutableBytes { x in
            y.withUnsafeMutableBytes { y in
                z.withUnsafeMutableBytes { z in
                    let arguments = [
                        (MDNNSlot.source, a, x), (.weights, b, y), (.destination, c, z),
                    ]
                    .map { slot, layout, bytes in
                        var memory = MDNNMemory()
                        #expect(
                            mdnn_memory_create(
                                library, layout, engine, bytes.baseAddress, &memory) == 0)
                        return MDNNArgument(slot: slot, memory: memory)
                    }
                    let execution = mdnn_execution_create(library, primitive, stream, arguments, 3)
                    #expect(mdnn_execution_run(UnsafeMutableRawPointer(execution)) == 0)
                    mdnn_execution_destroy(execution)
                    for argument in arguments { mdnn_memory_destroy(library, argument.memory) }
                }
            }
        }
        #expect(z == [4, 2, 10, 5])
    }
}
