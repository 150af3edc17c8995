// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletNN
import MartletTesting
import Testing

@Suite struct InitializerConfigurationTests {
    private func read(_ value: JSONValue) throws -> Initializer {
        try ConfigurationReader(["kernel_initializer": value])
            .initializer("kernel_initializer", default: .zeros)
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
        (["HeNormal": ["seed": 7]], .seeded(.heNormal, seed: 7)),
        (["class_name": "GlorotUniform", "config": ["seed": nil]], .glorotUniform),
        (["class_name": "HeUniform"], .heUniform),
        (["VarianceScaling": ["scale": 2]], .varianceScaling(VarianceScaling(scale: 2))),
        (
            ["variance_scaling": ["mode": "fan_out", "distribution": "untruncated_normal"]],
            .varianceScaling(VarianceScaling(mode: .fanOut, distribution: .untruncatedNormal))
        ),
        (["variance_scaling": ["distribution": "normal"]], .lecunNormal),
    ]

    @Test(arguments: spellings)
    func allFormsAreRead(value: JSONValue, initializer: Initializer) throws {
        #expect(try read(value) == initializer)
    }

    @Test(arguments: spellings)
    func configurationsMakeEqualInitializers(value: JSONValue, initializer: Initializer) throws {
        #expect(try read(initializer.configuration) == initializer)
    }

    @Test func defaultsAreThoseOfKeras() throws {
        for (name, arguments) in try Fixture.kerasDefaults("initializers").members {
            let initializer = try read(.string(name))
            #expect(initializer.configuration["class_name"] == .string(name))
            for (key, value) in initializer.configuration["config"]?.object?.members ?? [] {
                #expect(value.isSame(as: arguments[key]), "\(name) \(key)")
            }
        }
    }

    static let mistakes: [(JSONValue, String)] = [
        ("glorot_unifrom", "did you mean \"glorot_uniform\"?"), ("qqqq", "known are zeros"),
        (3, "must be a name"), (["HeNormal": 3], "must be arguments"),
        (["HeNormal": ["sed": 3]], "did you mean \"seed\"?"),
        (["HeNormal": ["seed": "x"]], "must be a whole number"),
        (["Zeros": ["seed": 1]], "is not known here"),
        (["RandomUniform": ["minval": 1, "maxval": 0]], "at least 1"),
        (["RandomUniform": ["minval": .double(.nan)]], "at least"),
        (["RandomUniform": ["maxval": .double(.infinity)]], "finite"),
        (["RandomNormal": ["stddev": -1]], "at least 0"),
        (["TruncatedNormal": ["stddev": "wide"]], "must be a number"),
        (["Constant": ["value": .double(.infinity)]], "finite"),
        (["VarianceScaling": ["scale": 0]], "more than 0"),
        (["VarianceScaling": ["scale": .double(.nan)]], "at least"),
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
