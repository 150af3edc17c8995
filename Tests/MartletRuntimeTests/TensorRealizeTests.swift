// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletRuntime
import MartletTensor
import Testing

@Suite struct TensorRealizeTests {
    @Test func elementsAsSwiftValues() throws {
        let x = Tensor([1, 2]) * 3
        #expect(try x.scalars() == [3, 6])
        #expect(try x.scalars(of: Float.self) == [3, 6])
        #expect(try x.sum().scalar() == 9)
        #expect(try Tensor([5], dtype: .int8).scalars() == [5])
        #expect(try (x .> 4).scalars(of: Bool.self) == [false, true])
    }

    @Test func wrongRequestsSayWhatToDo() {
        let wrong = #expect(throws: ExecutionError.self) {
            try Tensor([1]).scalars(of: Double.self)
        }
        #expect(wrong?.description.contains("x.cast(to: .float64)") == true)
        let many = #expect(throws: ExecutionError.self) { try Tensor([1, 2]).scalar() }
        #expect(many?.problem == "[2] has 2 elements, not one")
        #expect(throws: ExecutionError.self) { try Tensor.zeros([0]).scalar() }
    }

    @Test func realizedTensorsAreConstants() throws {
        let x = try (Tensor([1, 2]) + 1).realized()
        #expect(x.node.operation is Constant)
        let again = try x.realized()
        #expect(
            (again.node.operation as? Constant)?.value == (x.node.operation as? Constant)?.value)
        let pair = try Tensor.realized([x * 2, x.sum()])
        #expect(try pair.map { try $0.scalars() } == [[4, 6], [5]])
        #expect(try Tensor.realized([]).isEmpty)
    }

    @Test func resultsDoNotChangeLater() throws {
        let first = try (Tensor([1, 2]) * 2).host()
        _ = try (Tensor([5, 6]) * 2).host()
        #expect(first.doubles == [2, 4])
    }

    @Test func tracedInputsHaveNoElements() {
        let x = Tensor.input(0, TensorType([2], .float32))
        #expect(throws: ExecutionError.self) { try x.host() }
        #expect(throws: ExecutionError.self) { try (x + Tensor([1, 2])).scalars() }
    }

    @Test func poisonHasNoElements() {
        var poison = Tensor(0)
        _ = try? checking { poison = Tensor([1, 2]) + Tensor([1, 2, 3]) }
        let error = #expect(throws: ExecutionError.self) { try poison.scalars() }
        #expect(error?.description.contains("had no meaning") == true)
    }

    @Test func devicesAreScoped() throws {
        #expect(Device.current == .cpu)
        try Device.with(.reference) { () throws in
            #expect(Device.current == .reference)
            #expect(try Tensor([1, 2]).sum().scalar() == 3)
        }
        #expect(Device.current == .cpu)
        #expect(Device.reference.executor.name == "reference")
    }

    @Test func impossibleThreadCountsEndTheProcess() async {
        await #expect(processExitsWith: .failure) { _ = Device.cpu(threads: 0) }
    }

    @Test func valuesCanBeMadeInOneTaskAndReadInAnother() async throws {
        let x = Tensor.normal([50], seed: 2)
        let expected = try x.scalars()
        let results = try await withThrowingTaskGroup(of: [Float].self) { group in
            for _ in 0..<16 { group.addTask { try (x + 0).scalars() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == expected })
    }

    @Test(arguments: [Device.reference, .cpu])
    func valuesLargerThanTheMemoryAreErrors(device: Device) {
        let huge: [Tensor] = [
            Tensor.zeros([1 << 50]), Tensor.uniform([1 << 25, 1 << 25], seed: 1),
            Tensor.range(1 << 52),
            Tensor([1]).padded(low: [0], high: [1 << 48]).sum(),
            Tensor.zeros([1 << 50]).exp().sum(),
            Tensor.zeros([1 << 30, 1]).matmul(.zeros([1, 1 << 24])),
        ]
        for tensor in huge {
            let error = #expect(throws: ExecutionError.self) {
                try Device.with(device) { try tensor.host() }
            }
            #expect(error?.description.contains("this machine") == true)
        }
    }
}
