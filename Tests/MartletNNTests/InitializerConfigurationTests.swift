// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletNN
import MartletTesting
import Testing

@Suite struct InitializerConfigurationTests {
    private func read(_ value: JSONValue) throws -> Initializer {
        if value.isNull { return .zeros }
        return try Initializer(
            argument: value, at: Arguments([:], path: ["kernel_initializer"]))
    }

    static let spellings: [(JSONValue, Initializer)] = [
        (nil, .zeros), ("zeros", .zeros), ("Ones", .ones), ("constant", .constant(0)),
        (["Constant": ["value": 3]], .constant(3)), ("uniform", .uniform()),
        ("random_uniform", .uniform()), ("RandomNormal", .normal()), ("normal", .normal()),
        (["RandomNormal": ["mean": 1, "stddev": 2]], .normal(mean: 1, standardDeviation: 2)),
        ("truncated_normal", .truncatedNormal()), ("glorot_uniform", .glorotUniform),
        ("GlorotUniform", .glorotUniform), ("glorot_normal", .glorotNormal),
        ("he_uniform", .heUniform), ("HeNormal", .heNormal), ("lecun_uniform", .lecunUniform),
        ("lecun_normal", .lecunNormal), ("orthogonal", .orthogonal()),
        (["Orthogonal": ["gain": 0.5]], .orthogonal(gain: 0.5)),
        (["HeNormal": ["seed": 7]], .heNormal.seeded(7)),
        (["class_name": "GlorotUniform", "config": ["seed": nil]], .glorotUniform),
        (["class_name": "HeUniform"], .heUniform),
        (["VarianceScaling": ["scale": 2]], .varianceScaling(scale: 2)),
        (
            ["variance_scaling": ["mode": "fan_out", "distribution": "untruncated_normal"]],
            .varianceScaling(mode: .fanOut, distribution: .untruncatedNormal)
        ),
        (["variance_scaling": ["distribution": "normal"]], .varianceScaling()),
    ]

    @Test(arguments: spellings)
    func allFormsAreRead(value: JSONValue, initializer: Initializer) throws {
        #expect(try read(value) == initializer)
    }

    @Test(arguments: spellings)
    func configurationsMakeEqualInitializers(value: JSONValue, initializer: Initializer) throws {
        #expect(try read(initializer.argument) == initializer)
    }

    @Test func defaultsAreThoseOfKeras() throws {
        let defaults = try Fixture.kerasDefaults("initializers")
        #expect(defaults.count == ClassCatalog.initializers.types.count)
        for (name, arguments) in defaults.members {
            let type = try #require(ClassCatalog.initializers.type(named: name))
            #expect(type.className == name)
            #expect(type.differences(fromKeras: arguments.object ?? [:]) == [])
        }
    }

    static let mistakes: [(JSONValue, String)] = [
        ("glorot_unifrom", "did you mean \"glorot_uniform\"?"), ("qqqq", "known are zeros"),
        (3, "must be a name"), (["HeNormal": 3], "must be arguments"),
        (["HeNormal": ["sed": 3]], "did you mean \"seed\"?"),
        (["HeNormal": ["seed": "x"]], "must be a whole number"),
        (["Zeros": ["seed": 1]], "is not known here"),
        (["RandomUniform": ["minval": 1, "maxval": 0]], "at least 1"),
        (["RandomUniform": ["minval": .double(.nan)]], "finite"),
        (["RandomUniform": ["maxval": .double(.infinity)]], "finite"),
        (["RandomNormal": ["stddev": -1]], "at least 0"),
        (["TruncatedNormal": ["stddev": "wide"]], "must be a number"),
        (["Constant": ["value": .double(.infinity)]], "finite"),
        (["VarianceScaling": ["scale": 0]], "more than 0"),
        (["VarianceScaling": ["scale": .double(.nan)]], "finite"),
        (["VarianceScaling": ["mode": "fan"]], "not one of fan_in"),
        (["VarianceScaling": ["distribution": "uniformm"]], "did you mean \"uniform\"?"),
        (["HeNormal": [:], "HeUniform": [:]], "one name"),
    ]

    @Test(arguments: mistakes)
    func mistakesAreExplained(value: JSONValue, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(value) }
        #expect(error?.description.contains(message) == true)
        #expect(error?.path.first == "kernel_initializer")
    }
}
