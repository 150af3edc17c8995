// SPDX-License-Identifier: Apache-2.0
#if canImport(Glibc)
    import Glibc
    import MartletCompiler
    import MartletIR
    import MartletTensor
    import MartletTesting
    import Testing

    /// A program that runs again and again takes no more memory: each test has a process of its own.
    @Suite struct MemoryTests {
        @Test func aTrainingStepKeepsNothing() async {
            await #expect(processExitsWith: .success) {
                for engine in TestedEngine.all {
                    let growth = try MemoryTests.growth(of: MemoryTests.step(), on: engine)
                    #expect(growth.resident <= 1 << 20, "\(engine): \(growth.resident) bytes")
                    // Less than the least piece: the report counts flags of free pieces as bytes.
                    #expect(growth.allocated < 32, "\(engine): \(growth.allocated) bytes")
                }
            }
        }

        /// A convolution, a pooling and two products, with an update of every parameter in place.
        static func step() -> Graph {
            let shapes: [Shape] = [[3, 3, 2, 8], [8], [200, 32], [32], [32, 10]]
            let inputs = ([[4, 12, 12, 2]] + shapes).enumerated().map {
                Tensor.input($0.offset, TensorType($0.element, .float32))
            }
            let image = (inputs[0].conv2D(inputs[1]) + inputs[2]).relu().maxPooled([2, 2])
            let hidden = (image.reshaped(to: [4, 200]).matmul(inputs[3]) + inputs[4]).relu()
            let loss = (hidden.matmul(inputs[5]).softmax() - 0.1).squared().sum()
            let parameters = Array(inputs.dropFirst())
            let slopes = gradients(of: loss, by: parameters)
            let updated = parameters.indices.map { parameters[$0] - slopes[$0] * 0.01 }
            let donations = parameters.indices.map {
                Graph.Donation(input: $0 + 1, output: $0 + 1)
            }
            return Graph(computing: [loss] + updated, from: inputs, donations: donations)
        }

        /// Bytes that 500 runs add to the resident memory and to what is allocated, after a few runs to warm up.
        ///
        /// The least of four stretches: what every run keeps shows in each of them, while a thread that begins late
        /// on a busy machine takes its first memory in one.
        static func growth(of graph: Graph, on engine: TestedEngine) throws -> (
            resident: Int, allocated: Int
        ) {
            let runner = try engine.executor().compile(graph).makeRunner()
            for (index, (buffer, type)) in try matchedPairs(runner.inputs, graph.inputTypes)
                .enumerated()
            {
                Comparison.numbers(type.shape, UInt64(index)).copyElements(to: buffer)
            }
            for _ in 0..<200 { try runner.run() }
            let stretches = try (0..<4).map { _ in try growth(over: 500, of: runner) }
            return (
                try #require(stretches.map(\.resident).min()),
                try #require(stretches.map(\.allocated).min())
            )
        }

        private static func growth(over runs: Int, of runner: any Runner) throws -> (
            resident: Int, allocated: Int
        ) {
            let (before, after) = (try AllocationReport(), try AllocationReport())
            let resident = try #require(ResidentMemory.byteCount)
            before.take()
            for _ in 0..<runs { try runner.run() }
            after.take()
            return (
                try #require(ResidentMemory.byteCount) - resident,
                try #require(after.allocatedBytes) - (try #require(before.allocatedBytes))
            )
        }
    }

    /// What the allocator of the C library says of itself, written to memory that was there before.
    private final class AllocationReport {
        private typealias MallocInfo = @convention(c) (CInt, UnsafeMutableRawPointer) -> CInt
        private let text: UnsafeMutablePointer<CChar>
        private let file: UnsafeMutablePointer<FILE>
        private let mallocInfo: MallocInfo
        private static let size = 1 << 18

        init() throws {
            text = .allocate(capacity: Self.size)
            text.initialize(repeating: 0, count: Self.size)
            file = try #require(fmemopen(text, Self.size, "w"))
            setvbuf(file, nil, _IONBF, 0)
            let symbol = try #require(dlsym(nil, "malloc_info"))
            mallocInfo = unsafeBitCast(symbol, to: MallocInfo.self)
        }

        deinit {
            fclose(file)
            text.deallocate()
        }

        func take() {
            _ = mallocInfo(0, file)
            fflush(file)
        }

        /// What was taken from the system less what lies free; the totals stand at the end.
        var allocatedBytes: Int? {
            let report = String(cString: text)
            guard let system = last("system type=\"current\"", in: report),
                let mapped = last("total type=\"mmap\"", in: report),
                let fast = last("total type=\"fast\"", in: report),
                let rest = last("total type=\"rest\"", in: report)
            else { return nil }
            return system + mapped - fast - rest
        }

        /// The size in the last line of the report that begins with `name`.
        private func last(_ name: String, in report: String) -> Int? {
            let line = report.split(separator: "\n").last { $0.hasPrefix("<" + name) }
            let parts = line?.split(separator: "\"") ?? []
            guard let place = parts.firstIndex(where: { $0.hasSuffix("size=") }) else { return nil }
            return parts.indices.contains(place + 1) ? Int(parts[place + 1]) : nil
        }
    }
#endif
