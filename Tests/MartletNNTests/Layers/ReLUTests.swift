// SPDX-License-Identifier: Apache-2.0
import MartletCompiler
import MartletIR
import MartletNN
import MartletRuntime
import MartletTensor
import MartletTesting
import Testing

@Suite struct ReLUTests {
    /// Gradients at −1, 0, 1, 3, 6 and 2, as Keras has them with TensorFlow: kinks are among them.
    static let gradients: [(layer: MartletNN.ReLU, expected: [Double])] = [
        (MartletNN.ReLU(), [0, 0, 1, 1, 1, 1]),
        (MartletNN.ReLU(maxValue: 6), [0, 0, 1, 1, 0, 1]),
        (MartletNN.ReLU(maxValue: 3), [0, 0, 1, 1, 0, 1]),
        (MartletNN.ReLU(negativeSlope: 0.1), [0.1, 0.1, 1, 1, 1, 1]),
        (MartletNN.ReLU(maxValue: 6, negativeSlope: 0.1), [0.1, 0, 1, 1, 0, 1]),
        (MartletNN.ReLU(threshold: 1), [0, 0, 0, 1, 1, 1]),
        (MartletNN.ReLU(negativeSlope: 0.1, threshold: 1), [0.1, 0.1, 0, 1, 1, 1]),
        (MartletNN.ReLU(maxValue: 3, threshold: 1), [0, 0, 0, 1, 0, 1]),
        (MartletNN.ReLU(maxValue: 3, negativeSlope: 0.1, threshold: 1), [0.1, 0.1, 0, 1, 0, 1]),
    ]

    @Test(arguments: gradients)
    func gradientsAtKinks(layer: MartletNN.ReLU, expected: [Double]) throws {
        let x = Tensor([-1, 0, 1, 3, 6, 2], dtype: .float64)
        let context = LayerContext(isTraining: true, dtype: .float64)
        let gradient = gradient(at: x) { layer($0, in: context.root).sum() }
        #expect(isClose(try gradient.elements(), expected, tolerance: .float64))
    }

    @Test(arguments: gradients)
    func letsNaNThrough(layer: MartletNN.ReLU, expected: [Double]) throws {
        let context = LayerContext(isTraining: false)
        #expect(try layer(Tensor([.nan]), in: context.root).elements()[0].isNaN)
    }
}
