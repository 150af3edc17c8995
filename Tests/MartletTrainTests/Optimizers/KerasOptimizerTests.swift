// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

/// Sixty steps of every optimizer on given gradients, against Keras.
@Suite struct KerasOptimizerTests {
    static let fixtures = Result { try Fixture("optimizers").cases }
    static let cases = (try? fixtures.get()) ?? []

    private static func optimizer(_ fixture: Fixture.Case) throws -> any Optimizer {
        try ClassCatalog.optimizers.make(
            named: fixture["class_name"]?.string ?? "",
            Arguments(fixture["config"]?.object ?? [:]))
    }

    @Test func thereAreFixturesOfEveryOptimizer() throws {
        let recorded = try Self.fixtures.get().compactMap { $0["class_name"]?.string?.lowercased() }
        #expect(Set(recorded) == Set(ClassCatalog.optimizers.names))
    }

    /// The reference is `nil`.
    static let engines: [TestedEngine?] = [nil] + TestedEngine.pairs

    @Test(arguments: cases, engines)
    func trajectoriesAreThoseOfKeras(fixture: Fixture.Case, engine: TestedEngine?) throws {
        let device = try engine?.device() ?? .reference
        for precision in [(DType.float64, 1e-9), (.float32, 1e-5)] {
            try Device.with(device) { try Self.compare(fixture, precision) }
        }
    }

    private static func compare(_ fixture: Fixture.Case, _ precision: (DType, Double)) throws {
        let dtype = precision.0
        let optimizer = try optimizer(fixture)
        let gradients = try fixture.tensors("gradients", as: dtype).map(\.value)
        let expected = try fixture.tensors("values", as: dtype).map(\.value)
        let recorded = fixture["recorded_steps"]?.array?.compactMap(\.int) ?? []
        var state = try OptimizerRun(
            optimizer, parameters: fixture.tensors("initial", as: dtype).map(\.value))
        #expect(recorded.last.map { $0 >= 50 } == true)
        #expect(!expected.isEmpty)
        for step in 1...(recorded.last ?? 1) {
            try state.advance(step, gradients.map { $0.row(step - 1) })
            guard let index = recorded.firstIndex(of: step) else { continue }
            for (parameter, values) in try matchedPairs(state.parameters, expected) {
                let error = relativeError(parameter.doubles, values.row(index).doubles)
                #expect(error <= precision.1, "step \(step)")
            }
        }
    }

    @Test(arguments: cases)
    func configurationsMakeEqualOptimizers(fixture: Fixture.Case) throws {
        let optimizer = try Self.optimizer(fixture)
        let configuration = optimizer.configuration
        let copy = try ClassCatalog.optimizers.make(optimizer.stored, at: Arguments([:]))
        #expect(copy.configuration == configuration)
        #expect(copy.slots == optimizer.slots)
        for (key, value) in fixture["config"]?.object?.members ?? [] {
            #expect(value.isSame(as: configuration[key]), "\(key)")
        }
    }
}

/// Parameters and slots that an optimizer changes step by step.
private struct OptimizerRun {
    private(set) var parameters: [HostTensor]
    private var slots: [[HostTensor]]
    private let optimizer: any Optimizer

    init(_ optimizer: any Optimizer, parameters: [HostTensor]) {
        self.optimizer = optimizer
        self.parameters = parameters
        slots = parameters.map { parameter in
            optimizer.slots.map { slot in
                let values = [Double](repeating: slot.initialValue, count: parameter.count)
                return HostTensor(values, shape: parameter.shape, dtype: parameter.dtype)
            }
        }
    }

    mutating func advance(_ number: Int, _ gradients: [HostTensor]) throws {
        let dtype = parameters[0].dtype
        func scalar(_ value: Double) -> Tensor {
            Tensor(HostTensor([value], shape: [], dtype: dtype))
        }
        let step = OptimizerStep(
            number: scalar(Double(number)), learningRate: scalar(optimizer.learningRate))
        let next = optimizer.apply(
            parameters: parameters.map { Tensor($0) }, gradients: gradients.map { Tensor($0) },
            slots: slots.map { $0.map { Tensor($0) } }, at: step)
        let hosts = try Tensor.hosts(next.parameters + next.slots.flatMap { $0 })
        parameters = Array(hosts.prefix(parameters.count))
        var rest = hosts.dropFirst(parameters.count)
        slots = slots.map { own in
            defer { rest = rest.dropFirst(own.count) }
            return Array(rest.prefix(own.count))
        }
    }
}

extension HostTensor {
    /// What lies at an index of the first axis.
    fileprivate func row(_ index: Int) -> HostTensor {
        let shape = Shape(Array(shape.sizes.dropFirst()))
        let elements = doubles[(index * shape.count)..<((index + 1) * shape.count)]
        return HostTensor(Array(elements), shape: shape, dtype: dtype)
    }
}
