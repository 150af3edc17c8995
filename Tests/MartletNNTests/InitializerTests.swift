// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletTensor
import MartletTesting
import Testing

@testable import MartletNN

@Suite struct InitializerTests {
    /// What Keras draws for a parameter.
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let content: JSONValue
        var shape: Shape { Shape(content["shape"]?.array?.compactMap(\.int) ?? []) }

        func initializer() throws -> Initializer {
            let description: JSONValue = [
                "class_name": content["class_name"] ?? nil, "config": content["config"] ?? [:],
            ]
            return try Initializer(argument: description, at: Arguments([:], path: ["i"]))
        }
    }

    static let fixtures = Result {
        try Fixture.json("initializers")["cases"]?.array?.map {
            Case(description: $0["name"]?.string ?? "", content: $0)
        } ?? []
    }
    static let cases = (try? fixtures.get()) ?? []

    @Test func thereAreFixtures() throws { #expect(try Self.fixtures.get().count > 60) }

    @Test(arguments: cases)
    func distributionsAreThoseOfKeras(example: Case) throws {
        let expected = try #require(example.content.object)
        let actual = try description(of: example.initializer(), for: example.shape)
        for (key, value) in actual.members {
            let known = try #require(expected[key], "\(key)")
            if let number = value.double {
                #expect(isClose(number, known.double ?? .nan, tolerance: .float64), "\(key)")
            } else {
                #expect(value == known)
            }
        }
    }

    /// The distribution in the words of the fixture.
    private func description(of initializer: Initializer, for shape: Shape) throws -> JSONObject {
        var rule = initializer.item
        if let named = rule as? any NamedScaling { rule = scaling(of: named) }
        if let scaling = rule as? Initializer.VarianceScaling {
            rule = scaling.resolved(for: shape)
        }
        if rule is Initializer.Zeros { return ["distribution": "constant", "value": 0] }
        if rule is Initializer.Ones { return ["distribution": "constant", "value": 1] }
        if rule is Initializer.Orthogonal { return ["distribution": "orthogonal"] }
        let numbers = rule.configuration
        func object(_ kind: JSONValue, _ names: [String: String]) -> JSONObject {
            names.reduce(into: ["distribution": kind]) { $0[$1.key] = numbers[$1.value] }
        }
        let moments = ["mean": "mean", "stddev": "stddev"]
        return switch type(of: rule).className {
        case "Constant": object("constant", ["value": "value"])
        case "RandomUniform": object("uniform", ["minimum": "minval", "maximum": "maxval"])
        case "RandomNormal": object("normal", moments)
        case "TruncatedNormal": object("truncated_normal", moments)
        default: throw ConfigurationError(path: [], problem: "\(rule) is not resolved")
        }
    }

    private func scaling<Rule: NamedScaling>(of rule: Rule) -> Initializer.VarianceScaling {
        Rule.scaling
    }

    private func elements(_ initializer: Initializer, _ shape: Shape, stream: UInt64 = 1)
        -> [Double]
    {
        initializer.values(shape, .float64, seed: 42, stream: stream).doubles
    }

    @Test func uniformNumbersFillTheirRangeEvenly() {
        let values = elements(.uniform(low: -0.5, high: 2), [100_000])
        #expect(values.allSatisfy { (-0.5..<2).contains($0) })
        let (mean, deviation) = moments(values)
        #expect((mean - 0.75).magnitude < 0.01)
        #expect((deviation - 2.5 / 12.0.squareRoot()).magnitude < 0.01)
    }

    @Test func normalNumbersHaveTheirMoments() {
        let values = elements(.normal(mean: 1, standardDeviation: 0.25), [100_001])
        let (mean, deviation) = moments(values)
        #expect((mean - 1).magnitude < 0.005)
        #expect((deviation - 0.25).magnitude < 0.003)
        let beyond = values.count { ($0 - 1).magnitude > 0.5 }
        #expect((4_000...5_100).contains(beyond))
    }

    @Test func truncatedNumbersStayWithinTwoDeviations() {
        let values = elements(.truncatedNormal(mean: -1, standardDeviation: 0.5), [100_001])
        #expect(values.allSatisfy { (-2...0).contains($0) })
        let (mean, deviation) = moments(values)
        #expect((mean + 1).magnitude < 0.01)
        #expect((deviation - 0.5 * 0.879_625_661).magnitude < 0.003)
        #expect(values.count { ($0 + 1).magnitude > 0.9 } > 2_000)
    }

    @Test func heNormalHasTheVarianceThatItsNameSays() {
        let (mean, deviation) = moments(elements(.heNormal, [3, 3, 32, 64]))
        #expect(mean.magnitude < 0.002)
        #expect((deviation - (2.0 / 288).squareRoot()).magnitude < 0.001)
    }

    @Test(arguments: [[5, 3], [3, 5], [2, 2, 3, 4], [4, 4], [1, 6], [64, 32]] as [Shape])
    func orthogonalMatricesAreOrthogonal(shape: Shape) {
        let columns = shape[-1]
        let rows = shape.count / columns
        let values = elements(.orthogonal(gain: 2), shape)
        for first in 0..<min(rows, columns) {
            for second in 0...first {
                var product = 0.0
                for place in 0..<max(rows, columns) {
                    product +=
                        rows >= columns
                        ? values[place * columns + first] * values[place * columns + second]
                        : values[first * columns + place] * values[second * columns + place]
                }
                #expect((product - (first == second ? 4 : 0)).magnitude < 1e-12)
            }
        }
    }

    @Test func orthogonalNeedsTwoAxes() {
        #expect(throws: GraphError.self) { try Initializer.orthogonal().check([4]) }
        #expect(throws: GraphError.self) { try Initializer.orthogonal().seeded(3).check([]) }
        #expect(throws: Never.self) { try Initializer.orthogonal().check([4, 4]) }
        let layer = Dense(3, biasInitializer: .orthogonal())
        let error = #expect(throws: GraphError.self) {
            try checking {
                layer(.zeros([1, 2]), in: LayerContext(isTraining: false).root)
            }
        }
        #expect(error?.description.contains("at least two axes") == true)
    }

    static let random: [Initializer] = [
        .uniform(), .normal(), .truncatedNormal(), .glorotUniform, .heNormal, .orthogonal(),
    ]

    @Test(arguments: random)
    func valuesDependOnSeedAndStreamAlone(initializer: Initializer) {
        let values = elements(initializer, [6, 7])
        #expect(values == elements(initializer, [6, 7]))
        #expect(values != elements(initializer, [6, 7], stream: 2))
        let other = initializer.values([6, 7], .float64, seed: 43, stream: 1).doubles
        #expect(values != other)
        let seeded = initializer.seeded(5)
        #expect(elements(seeded, [6, 7]) == elements(seeded, [6, 7], stream: 9))
        #expect(elements(seeded, [6, 7]) != values)
    }

    @Test(arguments: random, [DType.float32, .bfloat16, .float16])
    func valuesOfNarrowTypesAreTheSameRounded(initializer: Initializer, dtype: DType) {
        // Uniform numbers have fewer random bits in narrow types.
        if [.uniform(), .glorotUniform].contains(initializer) { return }
        let narrow = initializer.values([9, 5], dtype, seed: 42, stream: 1)
        #expect(narrow.dtype == dtype)
        let expected = HostTensor(elements(initializer, [9, 5]), shape: [9, 5], dtype: dtype)
        #expect(narrow.doubles == expected.doubles)
    }

    @Test func uniformNumbersAreThoseOfTheTensor() throws {
        let host = Initializer.uniform(low: 0, high: 1).values([7], .float32, seed: 3, stream: 5)
        let tensor = RandomUniform(type: TensorType([7], .float32), stream: 5)
        let seed = HostTensor(scalars: [Int64(3)], shape: [])
        let expected = tensor.evaluate([seed], as: TensorType([7], .float32))
        #expect(host.doubles == expected.doubles)
    }

    @Test(arguments: [[], [0], [0, 3], [3, 0], [1], [1, 1]] as [Shape])
    func smallShapesAreFilled(shape: Shape) {
        for initializer in Self.random {
            if (try? initializer.check(shape)) == nil { continue }
            let values = initializer.values(shape, .float32, seed: 0, stream: 0)
            #expect(values.shape == shape)
            #expect(values.doubles.count == shape.count && values.doubles.allSatisfy(\.isFinite))
        }
    }

    private func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return (mean, variance.squareRoot())
    }
}
