// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletFormats
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct RegularizerTests {
    static let fixtures = Result { try Fixture("regularizers").cases }
    static let cases = (try? fixtures.get()) ?? []

    @Test func thereAreFixtures() throws { #expect(try Self.fixtures.get().count >= 8) }

    private func read(_ value: JSONValue) throws -> Regularizer? {
        try Regularizer?(argument: value, at: Arguments([:], path: ["kernel_regularizer"]))
    }

    @Test(arguments: cases, [(DType.float64, 1e-12), (.float32, 1e-5)])
    func penaltiesAndGradientsAreThoseOfKeras(fixture: Fixture.Case, precision: (DType, Double))
        throws
    {
        let regularizer = try #require(try read(fixture.content))
        let x = Tensor(try fixture.tensor("x", as: precision.0))
        let penalty = regularizer(x)
        let hosts = try Device.with(.reference) {
            try Tensor.hosts([penalty, gradients(of: penalty, by: [x])[0]])
        }
        for (what, host) in try matchedPairs(["result", "grad_x"], hosts) {
            let expected = try fixture.tensor(what, as: precision.0)
            #expect(host.shape == expected.shape)
            // The slope of |x| at 0 is 0, as in TensorFlow and PyTorch; JAX, which was asked, says 1.
            let answers =
                what == "grad_x"
                ? zip(try fixture.tensor("x").doubles, expected.doubles).map { $0 == 0 ? 0 : $1 }
                : expected.doubles
            #expect(relativeError(host.doubles, answers) <= precision.1, "\(what)")
        }
    }

    static let spellings: [(JSONValue, Regularizer?)] = [
        (nil, nil), ("l1", .l1(0.01)), ("L2", .l2(0.01)), ("l1_l2", .l1L2()),
        (["L2": ["l2": 0.001]], .l2(0.001)), (["l1": nil], .l1()),
        (["L1L2": ["l1": 0.1, "l2": 0.2]], .l1L2(0.1, 0.2)),
        (["class_name": "L1", "config": ["l1": 0.5]], .l1(0.5)),
    ]

    @Test(arguments: spellings)
    func allFormsAreReadAndWritten(value: JSONValue, regularizer: Regularizer?) throws {
        #expect(try read(value) == regularizer)
        #expect(try read(regularizer?.argument ?? .null) == regularizer)
    }

    static let mistakes: [(JSONValue, String)] = [
        ("l3", "there is no regularizer"), (["l2": 0.01], "must be arguments"),
        (["l2": ["l2": -1]], "at least 0"), (["l2": ["l2": .double(.nan)]], "finite"),
        (["l2": ["l1": 1]], "is not known here"), (["l2": ["l2": "x"]], "must be a number"),
        (["l2": ["l2": .double(.infinity)]], "finite"), (0.01, "must be a name"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreExplained(value: JSONValue, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(value) }
        #expect(error?.description.contains(message) == true)
    }

    @Test func defaultsAreThoseOfKeras() throws {
        let defaults = try Fixture.kerasDefaults("regularizers")
        #expect(defaults.count == ClassCatalog.regularizers.types.count)
        for (name, arguments) in defaults.members {
            let type = try #require(ClassCatalog.regularizers.type(named: name))
            #expect(type.differences(fromKeras: arguments.object ?? [:]) == [])
        }
    }

    @Test func negativeFactorsTrap() async {
        await #expect(processExitsWith: .failure) { _ = Regularizer.l1(-1) }
    }
}
