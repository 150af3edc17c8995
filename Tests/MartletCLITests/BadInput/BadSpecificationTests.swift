// SPDX-License-Identifier: Apache-2.0
import MartletTesting
import Testing

/// Specifications with a mistake in them: through the real command.
@Suite struct BadSpecificationTests {
    private static func with(
        _ description: String, says: [String], _ change: (inout SmallSpecification) -> Void
    ) -> BadInput {
        var specification = SmallSpecification()
        change(&specification)
        return .specification(description, specification.text, says: says)
    }

    static let layers: [BadInput] = [
        with("layer's name", says: ["a.yaml:5:5", "no layer \"Dens\"", "did you mean \"Dense\"?"]) {
            $0.layers = ["Dens: {units: 3}"]
        },
        with("argument's name", says: ["a.yaml:5:13", "\"unitz\"", "did you mean \"units\"?"]) {
            $0.layers = ["Dense: {unitz: 3}"]
        },
        with("text for a number", says: ["a.yaml:5:13", "\"units\" must be a whole number"]) {
            $0.layers = ["Dense: {units: many}"]
        },
        with("zero units", says: ["\"units\" must be at least 1, got 0"]) {
            $0.layers = ["Dense: {units: 0}"]
        },
        with("negative units", says: ["\"units\" must be at least 1, got -3"]) {
            $0.layers = ["Dense: {units: -3}"]
        },
        with("units beyond 64 bits", says: ["\"units\" must be a whole number"]) {
            $0.layers = ["Dense: {units: 99999999999999999999}"]
        },
        with("units beyond memory", says: ["\"units\" must be at most"]) {
            $0.layers = ["Dense: {units: 9999999999999}"]
        },
        with("activation", says: ["\"relo\" is not one of linear, relu", "did you mean \"relu\"?"])
        {
            $0.layers = ["Dense: {units: 3, activation: relo}"]
        },
        with("rate of dropout", says: ["\"rate\""]) { $0.layers = ["Dropout: {rate: 1.5}"] },
        with("arguments not indented", says: ["a.yaml:6:5", "indent the arguments deeper"]) {
            $0.layers = ["Dense:\n    units: 3"]
        },
        with("arguments as a list", says: ["must be a mapping"]) { $0.layers = ["Dense: [3]"] },
        with("a number as a layer", says: ["a layer is a name"]) { $0.layers = ["3"] },
        with("window larger than the image", says: ["a.yaml:6:5", "conv2d"]) {
            $0.layers = [
                "Reshape: {target_shape: [2, 2, 1]}", "Conv2D: {filters: 2, kernel_size: 9}",
            ]
        },
        with("convolution of a row", says: ["a.yaml:5:5", "conv2d"]) {
            $0.layers = ["Conv2D: {filters: 2, kernel_size: 3}"]
        },
        with("reshape to another count", says: ["a.yaml:5:5", "reshape"]) {
            $0.layers = ["Reshape: {target_shape: [5]}"]
        },
        with("input of another shape", says: ["[5]", "[4]"]) {
            $0.layers = ["Input: {shape: [5]}", "Dense: {units: 3}"]
        },
        with("unknown operand", says: ["a.yaml:5:5", "no layer called \"y\""]) {
            $0.layers = ["Dense: {units: 3, inputs: y}"]
        },
        with("operand that comes later", says: ["comes later"]) {
            $0.layers = ["Dense: {units: 3, inputs: y}", "Dense: {units: 3, name: y}"]
        },
        with("name twice", says: ["is the name of two layers"]) {
            $0.layers = ["Dense: {units: 3, name: a}", "Dense: {units: 3, name: a}"]
        },
        with("unknown output", says: ["no layer called \"answr\"", "did you mean \"answer\"?"]) {
            $0.layers = ["Input: {shape: [4]}", "Dense: {units: 3, name: answer}"]
            $0.more = "outputs: answr"
        },
        with("no layers", says: ["\"layers\" must be a list"]) {
            $0.layers = []
        },
    ]

    static let others: [BadInput] = [
        with("key at the top", says: ["\"fitt\" is not known here", "did you mean \"fit\"?"]) {
            $0.more = "fitt: {epochs: 3}"
        },
        with("name of a folder above", says: ["\"name\" is there twice"]) {
            $0.more = "name: ../x"
        },
        with("optimizer", says: ["no optimizer \"adm\"", "did you mean \"adam\"?"]) {
            $0.optimizer = "adm"
        },
        with("negative learning rate", says: ["\"learning_rate\""]) {
            $0.optimizer = "{Adam: {learning_rate: -1}}"
        },
        with("learning rate that is no number", says: ["\"learning_rate\""]) {
            $0.optimizer = "{Adam: {learning_rate: fast}}"
        },
        with("infinite learning rate", says: ["\"learning_rate\""]) {
            $0.optimizer = "{Adam: {learning_rate: .inf}}"
        },
        with("loss", says: ["no loss \"mean_squared_eror\"", "did you mean"]) {
            $0.loss = "mean_squared_eror"
        },
        with("loss for one-hot targets", says: ["a.yaml:9:3", "sparse_categorical_crossentropy"]) {
            $0.loss = "categorical_crossentropy"
        },
        with("metric", says: ["no metric \"acuracy\"", "did you mean \"accuracy\"?"]) {
            $0.metrics = "[acuracy]"
        },
        with("no epochs", says: ["\"epochs\" must be at least 1"]) { $0.fit = "{epochs: 0}" },
        with("half a batch", says: ["\"batch_size\" must be a whole number"]) {
            $0.fit = "{batch_size: 0.5}"
        },
        with("validation split of all", says: ["\"validation_split\""]) {
            $0.fit = "{validation_split: 1}"
        },
        with("validation split of too few", says: ["examples of random"]) {
            $0.data = "{name: random, samples: 1, shape: [4], classes: 3}"
            $0.fit = "{validation_split: 0.01}"
        },
        with("callback", says: ["no callback \"EarlyStoping\"", "did you mean"]) {
            $0.fit = "{callbacks: [EarlyStoping]}"
        },
        with("argument of a callback", says: ["\"patiense\"", "did you mean \"patience\"?"]) {
            $0.fit = "{callbacks: [EarlyStopping: {patiense: 2}]}"
        },
        with("metric of a callback", says: ["val_loss", "is not measured"]) {
            $0.fit = "{callbacks: [EarlyStopping: {patience: 2}]}"
        },
        with("weight of no class", says: ["class_weight"]) {
            $0.fit = "{class_weight: {first: 2}}"
        },
        with("weight of a class that is not", says: ["weight for class 7"]) {
            $0.fit = "{class_weight: {7: 2}}"
        },
        with("division by nothing", says: ["\"scale\" must be"]) {
            $0.preprocessing = "{scale: 1/0}"
        },
        with("two shapes", says: ["cannot stand beside \"reshape\""]) {
            $0.preprocessing = "{flatten: true, reshape: [4]}"
        },
        with("reshape of other size", says: ["[5]"]) { $0.preprocessing = "{reshape: [5]}" },
        with("one-hot of too few", says: ["label"]) { $0.preprocessing = "{one_hot: 2}" },
        with("step of preprocessing", says: ["\"scael\" is not known here"]) {
            $0.preprocessing = "{scael: 2}"
        },
    ]

    @Test(arguments: layers) func showsTheLayer(input: BadInput) throws { try input.check() }

    @Test(arguments: others) func showsThePlace(input: BadInput) throws { try input.check() }
}
