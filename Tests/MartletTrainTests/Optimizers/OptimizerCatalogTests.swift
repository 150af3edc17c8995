// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import MartletTesting
import MartletTrain
import Testing

@Suite struct OptimizerCatalogTests {
    private func read(_ value: JSONValue) throws -> any Optimizer {
        try ConfigurationReader(["optimizer": value]).item("optimizer", of: .optimizers)
    }

    static let spellings: [(JSONValue, String, Double)] = [
        ("sgd", "SGD", 0.01), ("SGD", "SGD", 0.01), ("adam", "Adam", 0.001),
        ("AdamW", "AdamW", 0.001), ("rmsprop", "RMSprop", 0.001), ("RMSProp", "RMSprop", 0.001),
        ("adagrad", "Adagrad", 0.001), (["Adam": ["learning_rate": 0.01]], "Adam", 0.01),
        (["class_name": "SGD", "config": ["learning_rate": 1, "name": "sgd"]], "SGD", 1),
        (["sgd": nil], "SGD", 0.01),
    ]

    @Test(arguments: spellings)
    func allFormsAreRead(value: JSONValue, className: String, learningRate: Double) throws {
        let optimizer = try read(value)
        #expect(type(of: optimizer).className == className)
        #expect(optimizer.learningRate == learningRate)
    }

    @Test func defaultsAreThoseOfKeras() throws {
        let defaults = try Fixture.kerasDefaults("optimizers")
        #expect(defaults.count == ClassCatalog.optimizers.types.count)
        for (name, arguments) in defaults.members {
            let type = try #require(ClassCatalog.optimizers.type(named: name))
            #expect(type.differences(fromKeras: arguments.object ?? [:]) == [])
        }
    }

    @Test func weightDecayCanBeTurnedOff() throws {
        #expect(try read("adamw").options.weightDecay == 0.004)
        #expect(try read(["adamw": ["weight_decay": nil]]).options.weightDecay == nil)
        #expect(try read(["adam": ["weight_decay": 0.1]]).options.weightDecay == 0.1)
    }

    static let mistakes: [(JSONValue, String)] = [
        ("adm", "did you mean \"adam\"?"), ("zzzzzzzz", "known are sgd"), (nil, "is missing"),
        (0.1, "must be a name"), (["adam": 0.1], "must be arguments"),
        (["adam": ["lr": 0.1]], "is not known here"),
        (["adam": ["learning_rte": 0.1]], "did you mean \"learning_rate\"?"),
        (["adam": ["learning_rate": -1]], "at least 0"),
        (["adam": ["learning_rate": .double(.nan)]], "finite"),
        (["adam": ["learning_rate": .double(.infinity)]], "finite"),
        (["adam": ["learning_rate": "fast"]], "must be a number"),
        (["adam": ["beta_1": 1]], "less than 1"), (["adam": ["beta_2": -0.1]], "at least 0"),
        (["adam": ["epsilon": -1]], "at least 0"), (["adam": ["amsgrad": 1]], "true or false"),
        (["adam": ["momentum": 0.9]], "is not known here"),
        (["sgd": ["momentum": 2]], "at most 1"), (["sgd": ["nesterov": "yes"]], "true or false"),
        (["rmsprop": ["rho": 1.5]], "at most 1"),
        (["adagrad": ["initial_accumulator_value": -1]], "at least 0"),
        (["sgd": ["clipnorm": 0]], "more than 0"), (["sgd": ["clipvalue": -1]], "more than 0"),
        (["sgd": ["clipnorm": 1, "clipvalue": 1]], "only one of"),
        (["adamw": ["weight_decay": -1]], "at least 0"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreExplained(value: JSONValue, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(value) }
        #expect(error?.description.contains(message) == true)
        #expect(error?.path.first == "optimizer")
    }

    @Test func membersOfTheProtocolMakeOptimizers() {
        func className(_ optimizer: some Optimizer) -> String { type(of: optimizer).className }
        #expect(className(.sgd) == "SGD")
        #expect(className(.sgd(learningRate: 0.1, momentum: 0.9)) == "SGD")
        #expect(className(.adam) == "Adam")
        #expect(className(.adam(learningRate: 0.01)) == "Adam")
        #expect(className(.adamW) == "AdamW")
        #expect(className(.adagrad) == "Adagrad")
        #expect(className(.rmsprop) == "RMSprop")
    }

    @Test func whatDependsOnTheStepAloneIsComputedOnce() throws {
        let types = [
            TensorType([3, 2], .float32), TensorType([2], .float32), .init([5], .float32),
        ]
        var count = -1
        func input(_ type: TensorType) -> Tensor {
            count += 1
            return .input(count, type)
        }
        let scalar = TensorType([], .float32)
        let step = OptimizerStep(number: input(scalar), learningRate: input(scalar))
        let (parameters, gradients) = (types.map(input), types.map(input))
        let slots = types.map { [input($0), input($0)] }
        let result = AdamW().apply(
            parameters: parameters, gradients: gradients, slots: slots, at: step)
        let inputs =
            [step.number, step.learningRate] + parameters + gradients + slots.flatMap { $0 }
        let graph = Graph(computing: result.parameters, from: inputs)
        let names = try Pipeline.standard.apply(to: graph).instructions.map(\.operation.name)
        #expect(names.count { $0 == "power" } == 2)
    }

    @Test func absurdLiteralsTrap() async {
        await #expect(processExitsWith: .failure) { _ = SGD(momentum: 2) }
        await #expect(processExitsWith: .failure) { _ = Adam(beta1: 1) }
        await #expect(processExitsWith: .failure) { _ = RMSprop(rho: -1) }
    }
}
