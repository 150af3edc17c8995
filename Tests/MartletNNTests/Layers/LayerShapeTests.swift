// SPDX-License-Identifier: Apache-2.0
import MartletFormats
import MartletIR
import MartletNN
import MartletTensor
import Testing

/// Inputs that layers refuse: an error that names the layer, never a trap.
@Suite struct LayerShapeTests {
    struct Call: Sendable, CustomStringConvertible {
        let layer: any Layer
        let shapes: [Shape]
        let message: String
        var description: String { "\(type(of: layer).className) of \(shapes)" }

        init(_ layer: any Layer, _ shapes: Shape..., message: String) {
            self.layer = layer
            self.shapes = shapes
            self.message = message
        }
    }

    static let calls = [
        Call(Dense(4), [3], message: "needs [batch, …, features], got [3]"),
        Call(Dense(4), [2, 3], [2, 3], message: "takes 1 input(s), got 2"),
        Call(Dense(4), message: "takes 1 input(s), got 0"),
        Call(Conv2D(4, kernel: 3), [2, 28, 28], message: "needs [batch, height, width, channels]"),
        Call(Conv2D(4, kernel: 3), [2, 28, 28], message: "add an axis for the channels"),
        Call(Conv2D(4, kernel: 3), [2, 2, 2, 1], message: "larger than the image"),
        Call(
            Conv2D(4, kernel: 3, groups: 2), [2, 5, 5, 3], message: "3 channels cannot be divided"),
        Call(Conv2D(4, kernel: 3), [2, 5, 5, 0], message: "0 channels cannot be divided"),
        Call(Conv1D(4, kernel: 3), [2, 5], message: "needs [batch, steps, channels]"),
        Call(Conv1D(4, kernel: 6), [2, 5, 1], message: "larger than the image"),
        Call(MaxPooling2D(), [2, 4, 4], message: "needs [batch, height, width, channels]"),
        Call(MaxPooling2D(3), [2, 2, 2, 1], message: "larger than the image"),
        Call(MaxPooling1D(), [2, 4], message: "needs [batch, steps, channels]"),
        Call(AveragePooling2D(), [2, 4], message: "needs [batch, height, width, channels]"),
        Call(AveragePooling1D(), [2, 4, 4, 4], message: "needs [batch, steps, channels]"),
        Call(GlobalMaxPooling2D(), [2, 4, 4], message: "needs [batch, height, width, channels]"),
        Call(GlobalAveragePooling1D(), [2, 4], message: "needs [batch, steps, channels]"),
        Call(Flatten(), [], message: "needs [batch, …]"),
        Call(Reshape([5]), [2, 6], message: "[5] cannot hold as many"),
        Call(Reshape([4, -1]), [2, 6], message: "cannot hold as many"),
        Call(Reshape([1 << 30, 1 << 30, 1 << 30]), [2, 6], message: "cannot hold as many"),
        Call(Softmax(axis: 3), [2, 3], message: "there is no axis 3"),
        Call(BatchNormalization(axis: 2), [2, 3], message: "there is no axis 2"),
        Call(LayerNormalization(axes: [4]), [2, 3], message: "there is no axis 4"),
        Call(LayerNormalization(axes: [1, -1]), [2, 3], message: "named twice"),
        Call(Add(), [2, 3], message: "at least 2 inputs, got 1"),
        Call(Add(), [2, 3], [2, 4], message: "do not broadcast together"),
        Call(Subtract(), [2, 3], [2, 3], [2, 3], message: "takes 2 input(s), got 3"),
        Call(Concatenate(), [2, 3], message: "at least 2 inputs"),
        Call(Concatenate(), [2, 3, 1], [2, 4, 1], message: "differ in more than axis"),
        Call(Concatenate(axis: 5), [2, 3], [2, 3], message: "there is no axis 5"),
        Call(Concatenate(axis: -2), [2, 3], [2, 3], message: "is that of the batch"),
        Call(Input(shape: [3]), [2, 4], message: "needs [batch] + [3], got [2, 4]"),
    ]

    @Test(arguments: calls)
    func shapesThatDoNotFitAreExplained(call: Call) {
        let error = #expect(throws: GraphError.self) {
            try checking {
                call.layer(call.shapes.map { .zeros($0) }, in: LayerContext(isTraining: false).root)
            }
        }
        #expect(error?.description.contains(call.message) == true)
        #expect(error?.context.first?.contains(type(of: call.layer).className) == true)
    }

    @Test(arguments: ["Dense", "Conv2D"])
    func networksLargerThanTheMemoryAreRefused(className: String) throws {
        let layer = try ClassCatalog.layers.make(
            named: className,
            Arguments(
                className == "Dense"
                    ? ["units": .int(1 << 30)] : ["filters": .int(1 << 30), "kernel_size": 1000]))
        let error = #expect(throws: GraphError.self) {
            try checking {
                layer(
                    .zeros(className == "Dense" ? [1, 100_000] : [1, 1_000, 1_000, 100_000]),
                    in: LayerContext(isTraining: false).root)
            }
        }
        #expect(error?.code == .invalidAttribute)
        #expect(error?.description.contains("memory") == true || error?.hint != nil)
    }
}
