// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import Testing

/// Arguments that layers refuse with an error, whatever the numbers: nothing traps.
@Suite struct BadConfigurationTests {
    typealias Mistake = (className: String, arguments: JSONObject, message: String)

    static let sizes: [Mistake] = [
        ("Dense", [:], "units: is missing"), ("Dense", ["units": nil], "is missing"),
        ("Dense", ["units": 0], "at least 1"), ("Dense", ["units": -5], "at least 1"),
        ("Dense", ["units": .int(.max)], "at most"), ("Dense", ["units": .int(.min)], "at least 1"),
        ("Dense", ["units": 1.5], "must be a whole number"),
        ("Dense", ["units": .double(.nan)], "must be a whole number"),
        ("Dense", ["units": .double(.infinity)], "must be a whole number"),
        ("Dense", ["units": 1e300], "must be a whole number"),
        ("Dense", ["units": "ten"], "must be a whole number"),
        ("Dense", ["units": [10]], "must be a whole number"),
        ("Conv2D", ["filters": 4], "kernel_size: is missing"),
        ("Conv2D", ["filters": 0, "kernel_size": 3], "at least 1"),
        ("Conv2D", ["filters": 4, "kernel_size": 0], "at least 1"),
        ("Conv2D", ["filters": 4, "kernel_size": [3]], "or 2 of them"),
        ("Conv2D", ["filters": 4, "kernel_size": [3, 3, 3]], "or 2 of them"),
        ("Conv2D", ["filters": 4, "kernel_size": [3, "x"]], "or 2 of them"),
        ("Conv2D", ["filters": 4, "kernel_size": [3, .int(.max)]], "at most"),
        ("Conv2D", ["filters": 4, "kernel_size": [3, -1]], "at least 1"),
        ("Conv2D", ["filters": 4, "kernel_size": 3, "strides": 0], "at least 1"),
        ("Conv2D", ["filters": 4, "kernel_size": 3, "strides": .int(.max)], "at most"),
        ("Conv2D", ["filters": 4, "kernel_size": 3, "dilation_rate": -1], "at least 1"),
        ("Conv2D", ["filters": 4, "kernel_size": 3, "groups": 3], "must divide the 4 filters"),
        ("Conv2D", ["filters": 4, "kernel_size": 3, "groups": 0], "at least 1"),
        ("Conv1D", ["filters": 4, "kernel_size": [3, 3]], "must be a whole number"),
        ("MaxPooling2D", ["pool_size": 0], "at least 1"),
        ("MaxPooling2D", ["pool_size": [2, 2, 2]], "or 2 of them"),
        ("MaxPooling1D", ["strides": -2], "at least 1"),
        ("AveragePooling2D", ["strides": .int(.max)], "at most"),
        ("Reshape", [:], "is missing"), ("Reshape", ["target_shape": 4], "must be a list"),
        ("Reshape", ["target_shape": [-1, -1]], "only once"),
        ("Reshape", ["target_shape": [0]], "at least 1"),
        ("Reshape", ["target_shape": [-2]], "at least -1"),
        ("Reshape", ["target_shape": [.int(.max)]], "at most"),
        ("Reshape", ["target_shape": [1.5]], "0: must be a whole number"),
        ("Input", [:], "is missing"), ("Input", ["shape": [0]], "at least 1"),
        ("Input", ["shape": [-1]], "at least 1"), ("Input", ["shape": [nil, 4]], "must be a list"),
        (
            "Input", ["shape": [1_000_000_000, 1_000_000_000, 1_000_000_000]],
            "more elements than any memory"
        ),
        ("Input", ["shape": [4], "dtype": "float31"], "did you mean \"float32\"?"),
    ]

    static let numbers: [Mistake] = [
        ("Dropout", [:], "is missing"), ("Dropout", ["rate": 1.5], "at most 1"),
        ("Dropout", ["rate": -0.1], "at least 0"),
        ("Dropout", ["rate": .double(.nan)], "finite"),
        ("Dropout", ["rate": .double(.infinity)], "finite"),
        ("Dropout", ["rate": "half"], "must be a number"),
        ("Dropout", ["rate": 0.5, "seed": 0.5], "must be a whole number"),
        ("ReLU", ["max_value": -1], "at least 0"), ("ReLU", ["threshold": -1], "at least 0"),
        ("ReLU", ["negative_slope": .double(.nan)], "finite"),
        ("LeakyReLU", ["negative_slope": -0.1], "at least 0"),
        ("ELU", ["alpha": .double(.infinity)], "finite"),
        ("ELU", ["alpha": true], "must be a number"),
        ("BatchNormalization", ["momentum": 1.1], "at most 1"),
        ("BatchNormalization", ["epsilon": -1], "at least 0"),
        ("BatchNormalization", ["axis": 1.5], "must be one axis"),
        ("BatchNormalization", ["axis": [1, 2]], "must be one axis"),
        ("BatchNormalization", ["axis": .int(.min)], "at least -100"),
        ("BatchNormalization", ["center": 1], "must be true or false"),
        ("LayerNormalization", ["axis": []], "must be a whole number or a list"),
        ("LayerNormalization", ["axis": ["x"]], "must be a whole number or a list"),
        ("LayerNormalization", ["epsilon": .double(.nan)], "finite"),
        ("Softmax", ["axis": .int(.max)], "at most 100"),
        ("Concatenate", ["axis": 0], "axis of the batch"),
        ("GlobalMaxPooling2D", ["keepdims": "yes"], "must be true or false"),
    ]

    static let words: [Mistake] = [
        ("Dense", ["units": 4, "activaton": "relu"], "did you mean \"activation\"?"),
        ("Dense", ["units": 4, "activation": "rleu"], "did you mean \"relu\"?"),
        ("Dense", ["units": 4, "activation": 3], "must be text"),
        ("Dense", ["units": 4, "use_bias": "no"], "must be true or false"),
        ("Dense", ["units": 4, "kernel_initializer": "he"], "there is no initializer"),
        ("Dense", ["units": 4, "kernel_regularizer": "l5"], "there is no regularizer"),
        ("Dense", ["units": 4, "name": 4], "must be text"),
        ("Dense", ["unit": 4], "did you mean \"units\"?"),
        ("Conv2D", ["filters": 4, "kernel_size": 3, "padding": "sane"], "did you mean \"same\"?"),
        (
            "Conv2D", ["filters": 4, "kernel_size": 3, "padding": "causal"],
            "not one of valid, same"
        ),
        (
            "Conv2D", ["filters": 4, "kernel_size": 3, "data_format": "channels_first"],
            "must be channels_last"
        ),
        ("MaxPooling2D", ["padding": "causal"], "not one of valid, same"),
        ("MaxPooling2D", ["data_format": "channels_first"], "must be channels_last"),
        ("Flatten", ["data_format": "nhwc"], "must be channels_last"),
        ("Activation", [:], "is missing"),
        ("Activation", ["activation": "x"], "is not one of linear"),
        ("Dense", ["units": 4, "trainable": false], "must be true"),
        ("Dense", ["units": 4, "dtype": "float64"], "say dtype there"),
        ("Dense", ["units": 4, "kernel_constraint": "MaxNorm"], "kernel_constraint: must be null"),
        ("LayerNormalization", ["rms_scaling": true], "must be false"),
        ("Add", ["axis": 1], "is not known here"), ("Flatten", ["x": 1], "is not known here"),
    ]

    @Test(arguments: sizes + numbers + words)
    func mistakesAreExplained(mistake: Mistake) {
        let error = #expect(throws: ConfigurationError.self) {
            try ClassCatalog.layers.make(
                .object([mistake.className: .object(mistake.arguments)]),
                at: Arguments([:], path: ["layers", "3"]))
        }
        #expect(error?.description.contains(mistake.message) == true)
        #expect(error?.path.prefix(3) == ["layers", "3", mistake.className])
    }

    @Test func absurdLiteralsTrap() async {
        await #expect(processExitsWith: .failure) { _ = Dense(0) }
        await #expect(processExitsWith: .failure) { _ = Conv2D(4, kernel: 0) }
        await #expect(processExitsWith: .failure) { _ = Conv2D(4, kernel: [3]) }
        await #expect(processExitsWith: .failure) { _ = Conv2D(4, kernel: 3, groups: 3) }
        await #expect(processExitsWith: .failure) { _ = MaxPooling2D(0) }
        await #expect(processExitsWith: .failure) { _ = Dropout(1.5) }
        await #expect(processExitsWith: .failure) { _ = Reshape([-1, -1]) }
        await #expect(processExitsWith: .failure) { _ = Concatenate(axis: 0) }
        await #expect(processExitsWith: .failure) { _ = Conv2D(4, kernel: 3, padding: .causal) }
        await #expect(processExitsWith: .failure) { _ = Input(shape: [0]) }
        await #expect(processExitsWith: .failure) { _ = LayerNormalization(axes: []) }
    }
}
